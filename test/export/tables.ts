import type { TablesSection } from '../../src/protocol/snapshot.ts';

/** A table of a section made by hand: entries by index, as 64-bit words. */
export interface TableText {
  readonly address: number;
  readonly level: number;
  /** Row of the table that points here, and the index of that entry. */
  readonly parent?: number;
  readonly slot?: number;
  readonly iovaBase?: number;
  readonly entries: Readonly<Record<number, bigint>>;
}

/** A section with devices (source-id, context entry as high and low quad) and the tables of one domain. */
export function tablesSection(
  devices: readonly (readonly [source: number, high: bigint, low: bigint])[],
  tables: readonly TableText[],
  domainId = 1,
): TablesSection {
  const words = new Uint32Array(tables.length * 1024);
  tables.forEach(({ entries }, row) => {
    for (const [slot, word] of Object.entries(entries)) {
      words[row * 1024 + Number(slot) * 2] = Number(word & 0xffff_ffffn);
      words[row * 1024 + Number(slot) * 2 + 1] = Number(word >> 32n);
    }
  });
  return {
    rootAddress: 0x10_5000,
    contextSource: Uint16Array.from(devices, ([source]) => source),
    contextWords: Uint32Array.from(
      devices.flatMap(([, high, low]) => [low, low >> 32n, high, high >> 32n].map((one) => Number(one & 0xffff_ffffn))),
    ),
    contextAddress: Float64Array.from(devices, ([source]) => 0x1_0010_6000 + (source % 256) * 16),
    address: Float64Array.from(tables, ({ address }) => address),
    level: Uint8Array.from(tables, ({ level }) => level),
    parent: Int32Array.from(tables, ({ parent }) => parent ?? -1),
    slot: Uint16Array.from(tables, ({ slot }) => slot ?? 0),
    iovaBase: Float64Array.from(tables, ({ iovaBase }) => iovaBase ?? 0),
    domainId: Uint16Array.from(tables, () => domainId),
    presentCount: Uint16Array.from(tables, ({ entries }) => Object.keys(entries).length),
    states: new Uint8Array(tables.length * 512),
    words,
    omittedTables: 0,
  };
}
