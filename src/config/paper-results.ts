import type { Setting, Strategy } from './identifiers.ts';

/** A setting and a strategy under it, as the keys of these tables name them. */
export type Cell = `${Setting}/${Strategy}`;

/**
 * Throughput in percent of a 10 Gb/s line, as published: the authors' slides (USENIX ATC 2011). Sidecore with deferred
 * invalidation is in no source that could be read.
 */
export const PAPER_PERCENT: Readonly<Partial<Record<Cell, number>>> = {
  'bare-metal/strict': 43,
  'bare-metal/deferred': 91,
  'bare-metal/optimistic': 100,
  'samecore/strict': 10,
  'samecore/deferred': 11,
  'samecore/optimistic': 82,
  'sidecore/strict': 30,
  'sidecore/optimistic': 100,
};

/** Cells of the paper's matrix that are in no source: what is emulated there is our prediction. */
export const PREDICTED: ReadonlySet<`${Setting}/${Strategy}`> = new Set(['sidecore/deferred'] as const);

/** Line rate of the paper's testbed: its marks mean nothing on another. */
export const PAPER_GBPS = 10;

/** Published cells that a constant of the cost model was chosen to meet: that they come out right proves little. */
export const FITTED_CELLS: readonly Cell[] = [
  'bare-metal/strict',
  'bare-metal/deferred',
  'samecore/strict',
  'samecore/optimistic',
  'sidecore/strict',
];

/** `fitted`: a constant was chosen to meet it; `checked`: published and not used; `predicted`: in no source. */
export type CellStatus = 'fitted' | 'checked' | 'predicted';

export function cellStatus(cell: Cell): CellStatus {
  if (PAPER_PERCENT[cell] === undefined) return 'predicted';
  return FITTED_CELLS.includes(cell) ? 'fitted' : 'checked';
}
