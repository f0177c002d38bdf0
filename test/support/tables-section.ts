import { CELL, type TablesSection } from '../../src/protocol/snapshot.ts';

/** One table of a hand-made snapshot: its level, first IOVA, parent row and place there, and its entries by index. */
export interface TableSketch {
  readonly address: number;
  readonly level: number;
  readonly iovaBase: number;
  readonly parent: number;
  readonly slot: number;
  readonly entries: Readonly<Record<number, { readonly word: number; readonly state: number }>>;
}

const SOURCE = 0x0008;
const DOMAIN = 1;

/** A section of one device (00:01.0, domain 1) with the given tables. */
export function tablesSection(sketches: readonly TableSketch[], translationType = 0): TablesSection {
  const states = new Uint8Array(sketches.length * 512);
  const words = new Uint32Array(sketches.length * 1024);
  sketches.forEach(({ entries }, row) => {
    for (const [index, { word, state }] of Object.entries(entries)) {
      states[row * 512 + Number(index)] = state;
      words[2 * (row * 512 + Number(index))] = word;
    }
  });
  const top = sketches[0]?.address ?? 0;
  return {
    rootAddress: 0x1000,
    contextSource: Uint16Array.of(SOURCE),
    contextWords: Uint32Array.of(top + 1 + translationType * 4, 0, 1 + DOMAIN * 256, 0),
    contextAddress: Float64Array.of(0x2000 + 16 * SOURCE),
    address: Float64Array.from(sketches, ({ address }) => address),
    level: Uint8Array.from(sketches, ({ level }) => level),
    parent: Int32Array.from(sketches, ({ parent }) => parent),
    slot: Uint16Array.from(sketches, ({ slot }) => slot),
    iovaBase: Float64Array.from(sketches, ({ iovaBase }) => iovaBase),
    domainId: new Uint16Array(sketches.length).fill(DOMAIN),
    presentCount: Uint16Array.from(sketches, ({ entries }) => Object.keys(entries).length),
    states,
    words,
    omittedTables: 0,
  };
}

const READ_WRITE = 3;
const pointer = (address: number) => ({ word: address + READ_WRITE, state: CELL.table });

/** Three levels (39 bits) that map 0xffffb000 to 0xab0d000, and leave 0xffffc000 awaiting its teardown. */
export function threeLevels(): TablesSection {
  return tablesSection([
    { address: 0x10000, level: 3, iovaBase: 0, parent: -1, slot: 0, entries: { 3: pointer(0x11000) } },
    { address: 0x11000, level: 2, iovaBase: 0xc000_0000, parent: 0, slot: 3, entries: { 511: pointer(0x12000) } },
    {
      address: 0x12000,
      level: 1,
      iovaBase: 0xffe0_0000,
      parent: 1,
      slot: 511,
      entries: {
        507: { word: 0x0ab0_d003, state: CELL.live },
        508: { word: 0x0ab0_e001, state: CELL.awaitingTeardown },
      },
    },
  ]);
}
