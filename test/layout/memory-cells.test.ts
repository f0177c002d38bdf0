import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryCells, MEMORY_KINDS } from '../../src/layout/memory-cells.ts';

const figures = { pinnedPeak: 0, swapIns: 0, hostFrames: 0, guestsThatFitWith: 0, guestsThatFitWithout: 0 };

describe('the area of a guest’s memory', () => {
  test('is filled, and shows whatever there is at all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 1e6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (framesTotal, pinnedShare, reclaimedShare) => {
          const pinned = Math.floor(framesTotal * pinnedShare);
          const reclaimed = Math.floor((framesTotal - pinned) * reclaimedShare);
          const memory = { ...figures, framesTotal, pinned, reclaimed, reclaimable: framesTotal - pinned - reclaimed };
          const { cells, paths } = memoryCells(memory, 48, 4);
          const sum = MEMORY_KINDS.reduce((all, kind) => all + cells[kind], 0);
          expect(sum).toBeLessThanOrEqual(192);
          expect(sum).toBeGreaterThanOrEqual(191);
          if (pinned > 0) expect(cells.pinned).toBeGreaterThan(0);
          for (const kind of MEMORY_KINDS) expect(paths[kind].split('M')).toHaveLength(cells[kind] + 1);
        },
      ),
    );
  });

  test('under direct assignment is all pinned', () => {
    const memory = { ...figures, framesTotal: 524_288, pinned: 524_288, reclaimed: 0, reclaimable: 0 };
    expect(memoryCells(memory, 48, 4).cells).toEqual({ pinned: 192, reclaimable: 0, reclaimed: 0 });
  });
});
