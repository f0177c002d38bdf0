import { metricsCsv, metricsJson } from '../../export/csv.ts';
import { dmarTranslationStruct, domainTranslationStruct } from '../../export/debugfs.ts';
import { exportFileName, type ExportName } from '../../export/file-names.ts';
import { perfettoTrace } from '../../export/perfetto.ts';
import type { TablesSection } from '../../protocol/snapshot.ts';
import type { Moment } from '../../settings/moment.ts';
import { runFileText } from '../../settings/run-file.ts';
import { latestBatch } from '../../store/event-log.ts';
import type { LabActions } from '../../store/actions.ts';
import type { LabState } from '../../store/lab-state.ts';

/** A file that can be made of what the page shows. */
export interface SavedFile {
  readonly name: string;
  readonly label: string;
  readonly about: string;
  readonly type: string;
  readonly make: () => Promise<MadeFile> | MadeFile;
}

/** What a file is made of; what took its time may be of a later moment, and is named by that. */
export interface MadeFile {
  readonly text: string;
  readonly name?: string;
}

/**
 * Every file that can be made of a state of the page.
 * @param writeTables asks the emulator for tables of which the page has a part only
 */
export function filesOf(
  { reportedConfig: config, now, metrics, log, sections }: LabState,
  moment: Moment,
  writeTables: LabActions['writeTables'],
): SavedFile[] {
  const file = (what: ExportName, type: string, label: string, about: string, make: SavedFile['make']): SavedFile => ({
    name: exportFileName(what, config, now),
    label,
    about,
    type,
    make,
  });
  const files = [
    file('run', 'application/json', 'Run', 'opens here again, exactly', () => ({ text: runFileText(moment) })),
  ];
  if (metrics !== undefined) {
    files.push(
      file('metrics', 'text/csv', 'Figures, CSV', 'every figure with its unit', () => ({
        text: metricsCsv(metrics, config, now),
      })),
      file('metrics-json', 'application/json', 'Figures, JSON', 'the same by name', () => ({
        text: metricsJson(metrics, config, now),
      })),
    );
  }
  const events = latestBatch(log);
  if (events.count > 0) {
    const { setting, strategy, workload, seed } = config;
    files.push(
      file('events', 'application/json', 'Events', `the latest ${events.count}, for Perfetto`, () => ({
        text: perfettoTrace(events, { setting, strategy, workload, seed }),
      })),
    );
  }
  const tables = (section: TablesSection, side: 'guest' | 'shadow'): void => {
    const what: ExportName = `${side}-tables`;
    const about = 'as Linux debugfs prints them';
    const whose = side === 'guest' ? 'Guest' : 'Shadow';
    files.push(
      file(what, 'text/plain', `${whose} page tables`, about, async () => {
        if (section.omittedTables === 0) return { text: domainTranslationStruct(section).text };
        const { text, now: at } = await writeTables(side === 'guest' ? 'tables' : 'shadowTables');
        return { text, name: exportFileName(what, config, at) };
      }),
      file(`${side}-contexts`, 'text/plain', `${whose} context entries`, about, () => ({
        text: dmarTranslationStruct(section),
      })),
    );
  };
  if (sections.tables !== undefined) tables(sections.tables, 'guest');
  if (sections.shadowTables !== undefined) tables(sections.shadowTables, 'shadow');
  return files;
}
