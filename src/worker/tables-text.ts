import { domainTranslationStruct } from '../export/debugfs.ts';
import type { TablesName } from '../protocol/commands.ts';
import type { Report } from '../protocol/reports.ts';
import type { Stage } from './stage.ts';

/** Every table of a side of what is on show, as text: written here, because a page would stand still meanwhile. */
export function tablesText({ machine, steps, timeline }: Stage, side: TablesName): Report {
  const { current } = steps;
  const shown = current?.view.sections[side];
  // Within an act only what was shown is known; where that lacks tables, those of the whole act take its place.
  const isWhole = current !== undefined && shown?.omittedTables === 0;
  const tables = isWhole ? shown : machine.allTables(side);
  const text = tables === undefined ? '' : domainTranslationStruct(tables).text;
  return { kind: 'tables-text', text, now: isWhole ? current.at : timeline.now };
}
