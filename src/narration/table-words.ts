import { levelSize } from '../spec/address.ts';
import { CELL, JUST_WRITTEN, type TablesSection } from '../protocol/snapshot.ts';
import { CELL_LABEL } from './names.ts';
import { hex } from './format.ts';

/** A leaf table in words: where it is, what it covers, how many entries are in each state. */
export function leafTableInWords(tables: TablesSection, row: number): string {
  const base = tables.iovaBase[row]!;
  const level = tables.level[row]!;
  const last = base + 512 * levelSize(level) - 1;
  const counts = new Map<number, number>();
  for (let i = row * 512; i < (row + 1) * 512; i++) {
    const state = tables.states[i]! % JUST_WRITTEN;
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const parts = [CELL.live, CELL.awaitingTeardown, CELL.awaitingFlush, CELL.stale]
    .map((state) => ({ state, count: counts.get(state) ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${CELL_LABEL[state]}`);
  const content = parts.length === 0 ? 'empty' : parts.join(', ');
  return `Level ${level} table at ${hex(tables.address[row]!)}, I/O virtual addresses ${hex(base)} to ${hex(last)}: ${content}.`;
}

/** One entry of a leaf table in words. */
export function leafCellInWords(tables: TablesSection, row: number, index: number): string {
  const raw = tables.states[row * 512 + index] ?? 0;
  const iova = tables.iovaBase[row]! + index * levelSize(tables.level[row]!);
  const written = raw >= JUST_WRITTEN ? ', just written' : '';
  return `${hex(iova)}: ${CELL_LABEL[raw % JUST_WRITTEN]}${written}`;
}
