import { ACT_GROUPS, groupSum } from '../config/act-groups.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { CELL, JUST_WRITTEN, type Metrics, type Sections, type TablesSection } from '../protocol/snapshot.ts';
import { entryAddress } from '../spec/remapping-structures.ts';
import { levelSize } from '../spec/address.ts';
import { stationWords } from './data-path-words.ts';
import { compact, integer, percent, span } from './format.ts';
import { CELL_LABEL } from './names.ts';
import type { PicturePanel } from './picture-panels.ts';
import { shownRegisters } from './register-words.ts';
import { unitOf } from './units.ts';

/** What a picture shows, as a table. */
export interface PictureTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows there are beyond these. */
  readonly more: number;
}

/** What the tables are made of. */
export interface Pictured {
  readonly config: MachineConfig;
  readonly metrics: Metrics | undefined;
  readonly sections: Partial<Sections>;
  readonly now: number;
  /** Share of translations that the IOTLB answered, 0 … 1. */
  readonly hitRate: number | undefined;
}

/** How a table is written: addresses in words, and the most rows. */
export interface TableStyle {
  readonly address: (value: number) => string;
  readonly most: number;
}

type Maker = (pictured: Pictured, style: TableStyle) => PictureTable;

/** What makes the table of each panel that is a picture. */
export const PICTURE_TABLES: Readonly<Record<PicturePanel, Maker>> = {
  'data-path': dataPathTable,
  throughput: throughputTable,
  tables: mappingsTable,
  iotlb: iotlbTable,
  teardown: queueTable,
  registers: registersTable,
};

function dataPathTable({ config, metrics, hitRate }: Pictured): PictureTable {
  const words = stationWords(config.setting, config.workload, metrics, hitRate);
  const isShort = config.setting === 'bare-metal' || config.setting === 'direct';
  const rows = Object.entries(words)
    .filter(([station]) => !(isShort && (station === 'viommu' || station === 'hypervisor')))
    .map(([, { title, help, line }]) => [title, line, help]);
  return { caption: 'Stations from the guest to the link', columns: ['Station', 'Now', 'What it is'], rows, more: 0 };
}

function throughputTable({ config, metrics }: Pictured): PictureTable {
  const { one } = unitOf(config.workload);
  const rows =
    metrics === undefined
      ? []
      : [
          ['Rate', `${compact(metrics.gbps)} of ${compact(metrics.lineRateGbps)} Gb/s`],
          [`${one}s a second`, integer(metrics.framesPerSecond)],
          ['Guest core', `${percent(metrics.coreUtilisation)} busy`],
          ...(config.setting === 'sidecore' ? [['Sidecore', `${percent(metrics.sidecoreUtilisation)} busy`]] : []),
          [`Exits per ${one}`, compact(metrics.exitsPerFrame)],
          ...ACT_GROUPS.map((group) => ({ label: group.label, cycles: groupSum(group, metrics.cyclesPerFrame) }))
            .filter(({ cycles }) => cycles >= 1)
            .map(({ label, cycles }) => [`Cycles per ${one}: ${label}`, integer(cycles)]),
        ];
  return { caption: `Rate, and what a ${one} costs`, columns: ['Figure', 'Value'], rows, more: 0 };
}

function mappingsTable({ sections }: Pictured, { address, most }: TableStyle): PictureTable {
  const rows: string[][] = [];
  let count = 0;
  const add = (side: string, tables: TablesSection | undefined): void => {
    if (tables === undefined) return;
    for (let cell = 0; cell < tables.states.length; cell++) {
      const state = tables.states[cell]! % JUST_WRITTEN;
      if (state === CELL.empty || state === CELL.table) continue;
      count += 1;
      if (rows.length >= most) continue;
      const row = Math.floor(cell / 512);
      const level = tables.level[row]!;
      const iova = tables.iovaBase[row]! + (cell % 512) * levelSize(level);
      const [low, high] = [tables.words[2 * cell]!, tables.words[2 * cell + 1]!];
      const to = low === 0 && high === 0 ? 'cleared' : address(entryAddress(low, high));
      rows.push([side, String(tables.domainId[row]), address(iova), to, CELL_LABEL[state]!]);
    }
  };
  add('guest', sections.tables);
  add('shadow', sections.shadowTables);
  const columns = ['Table', 'Domain', 'IOVA', 'Leads to', 'State'];
  return { caption: 'Pages in the second-level tables', columns, rows, more: count - rows.length };
}

function iotlbTable({ sections: { iotlb } }: Pictured, { address, most }: TableStyle): PictureTable {
  const rows: string[][] = [];
  let count = 0;
  for (let cell = 0; cell < (iotlb?.state.length ?? 0); cell++) {
    const { ways, state, domainId, iova, hpa, pageShift, permissions, order } = iotlb!;
    const label = state[cell]! % JUST_WRITTEN;
    if (label === CELL.empty) continue;
    count += 1;
    if (rows.length >= most) continue;
    const may = ['none', 'R', 'W', 'RW'][permissions[cell]! % 4]!;
    const size = { 12: '4 KiB', 21: '2 MiB', 30: '1 GiB' }[pageShift[cell]!] ?? '';
    const place = [Math.floor(cell / ways), cell % ways, domainId[cell]!].map(String);
    const use = `${order[cell]! + 1} of ${ways}`;
    rows.push([...place, address(iova[cell]!), address(hpa[cell]!), size, may, use, CELL_LABEL[label]!]);
  }
  const columns = ['Set', 'Way', 'Domain', 'IOVA', 'HPA', 'Size', 'May', 'Use, latest last', 'State'];
  return { caption: 'Translations that the IOTLB holds', columns, rows, more: count - rows.length };
}

function queueTable({ sections: { teardown, flush }, now }: Pictured, { address, most }: TableStyle): PictureTable {
  if (flush !== undefined && (flush.active || flush.length > 0) && !teardown?.length) {
    const rows = Array.from(flush.iova.subarray(0, most), (iova, i) => [
      address(iova),
      String(flush.pages[i]),
      span(now - flush.joinedAt[i]!),
      flush.cached[i] === 1 ? 'yes' : 'no',
    ]);
    const columns = ['IOVA', 'Pages', 'Waits since', 'Still answered for'];
    return { caption: 'Ranges in the flush queue, oldest first', columns, rows, more: flush.length - rows.length };
  }
  const rows = Array.from(teardown?.iova.subarray(0, most) ?? [], (iova, i) => [
    address(iova),
    address(teardown!.gpa[i]!),
    String(teardown!.pages[i]),
    span(now - teardown!.joinedAt[i]!),
    span(Math.max(0, teardown!.deadline[i]! - now)),
  ]);
  const columns = ['IOVA', 'GPA', 'Pages', 'Waits since', 'Left'];
  const more = (teardown?.length ?? 0) - rows.length;
  return { caption: 'Mappings in the teardown queue, oldest first', columns, rows, more };
}

function registersTable({ sections: { registers } }: Pictured): PictureTable {
  const words = registers?.words ?? new Uint32Array();
  const rows = (words.length === 0 ? [] : shownRegisters(words, words)).map(({ name, title, value, fields }) => [
    name,
    value,
    fields
      .filter(({ isSet }) => isSet)
      .map((field) => `${field.name} ${field.shown}`)
      .join(', '),
    title,
  ]);
  const columns = ['Register', 'Value', 'Fields that are not zero', 'Title'];
  return { caption: 'Registers, as the guest’s driver reads them', columns, rows, more: 0 };
}
