import type { MemorySection } from '../protocol/snapshot.ts';

export const MEMORY_KINDS = ['pinned', 'reclaimable', 'reclaimed'] as const;
export type MemoryKind = (typeof MEMORY_KINDS)[number];

/** A guest's page frames as an area of cells, pinned ones first. */
export interface MemoryCells {
  /** Cells of each kind; together all there are. Whatever there is at all has one cell at least. */
  readonly cells: Readonly<Record<MemoryKind, number>>;
  /** Page frames that a cell stands for. */
  readonly perCell: number;
  /** An SVG path of the cells of each kind, each inset from its unit square. */
  readonly paths: Readonly<Record<MemoryKind, string>>;
}

/** Shapes besides colours: full, small, and a triangle, in a unit square. */
export const MEMORY_SHAPES: Readonly<Record<MemoryKind, string>> = {
  pinned: 'h.84v.84h-.84z',
  reclaimable: 'm.28 .28h.28v.28h-.28z',
  reclaimed: 'l.84 .84h-.84z',
};

/** Divides `columns` × `rows` cells among the frames of each kind. */
export function memoryCells(memory: MemorySection, columns: number, rows: number): MemoryCells {
  const total = columns * rows;
  const perCell = memory.framesTotal / total;
  const count = (frames: number): number => (frames === 0 ? 0 : Math.max(1, Math.round(frames / perCell)));
  const pinned = Math.min(total, count(memory.pinned));
  const reclaimed = Math.min(total - pinned, count(memory.reclaimed));
  const reclaimable = Math.min(total - pinned - reclaimed, memory.reclaimable === 0 ? 0 : total);
  const cells = { pinned, reclaimable, reclaimed };
  let at = 0;
  const path = (kind: MemoryKind): string => {
    const parts: string[] = [];
    for (const end = at + cells[kind]; at < end; at++) {
      parts.push(`M${at % columns} ${Math.floor(at / columns)}${MEMORY_SHAPES[kind]}`);
    }
    return parts.join('');
  };
  return {
    cells,
    perCell,
    paths: { pinned: path('pinned'), reclaimable: path('reclaimable'), reclaimed: path('reclaimed') },
  };
}
