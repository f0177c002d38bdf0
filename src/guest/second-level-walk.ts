import { and } from '../base/bits.ts';
import { PAGE_SIZE } from '../bus/addresses.ts';
import type { MemoryPort } from '../bus/ports.ts';
import { TABLE_ENTRIES } from '../spec/address.ts';
import { entryAddress, isLeaf, SECOND_LEVEL_ENTRY_SIZE, SLPTE_RW } from '../spec/remapping-structures.ts';

/*
 * Reading second-level tables as the driver's own software does: any entry with R or W is present, nothing is checked.
 * `table` is the address of a table of `level` (4 … 1).
 */

/** Pages that one entry of a table of `level` spans: 1, 512, 512² …; the first element stands for no level. */
export const SPAN = [0, 1, 2 ** 9, 2 ** 18, 2 ** 27] as const;

/** Told of a leaf: its first page number, its level (1 = 4 KiB) and the halves of the entry. */
export type LeafVisitor = (iovaPage: number, level: number, low: number, high: number) => void;

/** The GPA that an IOVA leads to, -1 when it is not mapped. */
export function lookup(memory: MemoryPort, table: number, levels: number, iova: number): number {
  const page = Math.floor(iova / PAGE_SIZE);
  for (let level = levels; level >= 1; level--) {
    const entry = table + (Math.floor(page / SPAN[level]!) % TABLE_ENTRIES) * SECOND_LEVEL_ENTRY_SIZE;
    const low = memory.read32(entry);
    if (and(low, SLPTE_RW) === 0) return -1;
    table = entryAddress(low, memory.read32(entry + 4));
    if (isLeaf(low, level)) return table + (iova % (SPAN[level]! * PAGE_SIZE));
  }
  return -1;
}

/** Calls `visit` for every leaf below a table whose first page is `base`, in the order of the IOVA. */
export function forEachLeaf(memory: MemoryPort, table: number, level: number, base: number, visit: LeafVisitor): void {
  for (let index = 0; index < TABLE_ENTRIES; index++) {
    const entry = table + index * SECOND_LEVEL_ENTRY_SIZE;
    const low = memory.read32(entry);
    if (and(low, SLPTE_RW) === 0) continue;
    const high = memory.read32(entry + 4);
    const page = base + index * SPAN[level]!;
    if (isLeaf(low, level)) visit(page, level, low, high);
    else forEachLeaf(memory, entryAddress(low, high), level - 1, page, visit);
  }
}

/** Whether a table leads to any leaf. */
export function hasLeaf(memory: MemoryPort, table: number, level: number): boolean {
  let found = false;
  forEachLeaf(memory, table, level, 0, () => {
    found = true;
  });
  return found;
}

/** Calls `visit` with the address of a table and of all below it, those below first. */
export function forEachTable(memory: MemoryPort, table: number, level: number, visit: (address: number) => void): void {
  const pointers = level > 1 ? TABLE_ENTRIES : 0;
  for (let index = 0; index < pointers; index++) {
    const entry = table + index * SECOND_LEVEL_ENTRY_SIZE;
    const low = memory.read32(entry);
    if (and(low, SLPTE_RW) === 0 || isLeaf(low, level)) continue;
    forEachTable(memory, entryAddress(low, memory.read32(entry + 4)), level - 1, visit);
  }
  visit(table);
}
