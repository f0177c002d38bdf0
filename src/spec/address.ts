import { and, or, shiftLeft, shiftRight } from '../base/bits.ts';

/** Entries of every second-level table. */
export const TABLE_ENTRIES = 512;

/**
 * Requests to this range [start, end) are interrupts, never DMA, and are not translated (section 3.14).
 * A second-level table must not map it.
 */
export const INTERRUPT_WINDOW_START = 0xfee0_0000;
export const INTERRUPT_WINDOW_END = 0xfef0_0000;

/** Whether a DMA address is in the interrupt window. */
export const isInterruptAddress = (address: number): boolean =>
  address >= INTERRUPT_WINDOW_START && address < INTERRUPT_WINDOW_END;

/** Lowest address bit that selects an entry of a table of `level` (1 = the table of 4 KiB pages): 12, 21, 30, 39. */
export const levelShift = (level: number): number => 3 + 9 * level;

const LEVEL_SIZES = [8, 0x1000, 0x20_0000, 0x4000_0000, 0x80_0000_0000] as const;

/** Bytes that one entry of a table of `level` (1 … 4) spans: 4 KiB, 2 MiB, 1 GiB, 512 GiB. */
export const levelSize = (level: number): number => LEVEL_SIZES[level]!;

/** Index (0 … 511) into the table of `level` (1 … 4) for an IOVA given as halves. */
export const levelIndex = (low: number, high: number, level: number): number => {
  // The page number's low 32 bits reach up to level 3.
  if (level === 4) return and(shiftRight(high, 7), 0x1ff);
  return and(shiftRight(or(shiftRight(low, 12), shiftLeft(high, 20)), 9 * (level - 1)), 0x1ff);
};

/** Index (0 … 511) into the table of `level` (1 … 4) for an IOVA given as an exact number. */
export function levelIndexOf(iova: number, level: number): number {
  return Math.floor(iova / levelSize(level)) % TABLE_ENTRIES;
}

/** The level whose leaf has pages of `size` bytes: 4096 → 1, 2 MiB → 2, 1 GiB → 3; 0 when no page has that size. */
export function levelOfPageSize(size: number): number {
  for (let level = 1; level <= 3; level++) if (levelSize(level) === size) return level;
  return 0;
}

/** One part of an IOVA, for display: the index into one table, or (level 0) the offset in the page. */
export interface AddressPart {
  readonly level: number;
  readonly bits: readonly [high: number, low: number];
  readonly value: number;
}

/** An IOVA split by level, highest first, down to the offset in a page that is mapped by a leaf of `leafLevel`. */
export function splitAddress(iova: number, levels: number, leafLevel = 1): AddressPart[] {
  const parts: AddressPart[] = [];
  for (let level = levels; level >= leafLevel; level--) {
    const shift = levelShift(level);
    parts.push({ level, bits: [shift + 8, shift], value: levelIndexOf(iova, level) });
  }
  parts.push({ level: 0, bits: [levelShift(leafLevel) - 1, 0], value: iova % levelSize(leafLevel) });
  return parts;
}
