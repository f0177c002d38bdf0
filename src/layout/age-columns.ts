/** Entries of a queue piled up by how long they have waited: each column is a slice of time, each block some entries. */
export interface AgeColumns {
  /** Entries in each column, youngest first. */
  readonly counts: Uint16Array;
  /** Entries that one block stands for: 1 unless too many wait. */
  readonly perBlock: number;
  /** Side of a block in CSS pixels, gap included. */
  readonly block: number;
}

/**
 * Piles up `waited` (spans since each entry joined) on an axis from 0 to `limit`. Blocks are as large as the highest pile
 * allows; when even the smallest would not fit, a block stands for several entries.
 */
export function ageColumns(
  waited: (i: number) => number,
  length: number,
  limit: number,
  width: number,
  height: number,
  sizes: { readonly smallest: number; readonly largest: number },
): AgeColumns {
  for (let block = sizes.largest; block >= sizes.smallest; block--) {
    const counts = pile(waited, length, limit, Math.max(1, Math.floor(width / block)));
    const highest = counts.reduce((most, count) => Math.max(most, count), 0);
    const room = Math.max(1, Math.floor(height / block));
    if (highest <= room) return { counts, perBlock: 1, block };
    if (block === sizes.smallest) return { counts, perBlock: Math.ceil(highest / room), block };
  }
  return { counts: new Uint16Array(0), perBlock: 1, block: sizes.smallest };
}

function pile(waited: (i: number) => number, length: number, limit: number, columns: number): Uint16Array {
  const counts = new Uint16Array(columns);
  for (let i = 0; i < length; i++) {
    counts[columnOf(waited(i), limit, columns)]! += 1;
  }
  return counts;
}

function columnOf(waited: number, limit: number, columns: number): number {
  return Math.min(columns - 1, Math.max(0, Math.floor((waited / limit) * columns)));
}

/** The first of the entries that block `level` (0 = the lowest) of a column stands for; undefined when there is none. */
export function entryAtBlock(
  piles: AgeColumns,
  waited: (i: number) => number,
  length: number,
  limit: number,
  column: number,
  level: number,
): number | undefined {
  let before = level * piles.perBlock;
  for (let i = 0; i < length; i++) {
    if (columnOf(waited(i), limit, piles.counts.length) === column && before-- === 0) return i;
  }
  return undefined;
}

/** The block that an entry stands in. */
export function blockOfEntry(
  piles: AgeColumns,
  waited: (i: number) => number,
  limit: number,
  entry: number,
): { readonly column: number; readonly level: number } {
  const column = columnOf(waited(entry), limit, piles.counts.length);
  let below = 0;
  for (let i = 0; i < entry; i++) if (columnOf(waited(i), limit, piles.counts.length) === column) below += 1;
  return { column, level: Math.floor(below / piles.perBlock) };
}
