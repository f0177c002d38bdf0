import type { Setting, Strategy } from './identifiers.ts';

/**
 * Throughput in percent of a 10 Gb/s line, as published: the authors' slides (USENIX ATC 2011). Sidecore with deferred
 * invalidation is in no source that could be read.
 */
export const PAPER_PERCENT: Readonly<Partial<Record<`${Setting}/${Strategy}`, number>>> = {
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
