import { fingerprint } from '../../src/base/fingerprint.ts';
import type { MachineConfig } from '../../src/config/machine-config.ts';
import type { ReportBody } from '../../src/protocol/reports.ts';
import { JUST_WRITTEN, type TablesSection } from '../../src/protocol/snapshot.ts';

/**
 * What a report shows, as a short text: figures, configuration and every section in it, without which cells were written
 * lately, since that depends on what was looked at before.
 */
export function pictureOf({ metrics, sections }: ReportBody, config: MachineConfig): string {
  const { tables, shadowTables } = sections;
  return fingerprint({
    metrics,
    sections: { ...sections, tables: tables && settled(tables), shadowTables: shadowTables && settled(shadowTables) },
    config,
  });
}

const settled = (table: TablesSection): TablesSection => ({
  ...table,
  states: table.states.map((state) => state % JUST_WRITTEN),
});
