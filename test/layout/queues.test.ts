import { describe, expect, test } from 'vitest';
import { ageColumns } from '../../src/layout/age-columns.ts';
import { distanceBars } from '../../src/layout/distance-bars.ts';
import { slotGrid } from '../../src/layout/slot-grid.ts';

const SIZES = { smallest: 3, largest: 10 };

/** Piles as columns of `#`, youngest first. */
function picture(waited: readonly number[], width: number, height: number): string {
  const { counts, perBlock } = ageColumns((i) => waited[i]!, waited.length, 10, width, height, SIZES);
  return Array.from(counts, (count) => '#'.repeat(Math.ceil(count / perBlock)) || '.').join(' ');
}

describe('a queue by age', () => {
  test('piles up what has waited equally long', () => {
    expect(picture([0, 0.5, 0.9, 4.2, 9.9], 100, 40)).toBe('### . . . # . . . . #');
  });

  test('holds what is overdue at the end, and what is early at the beginning', () => {
    expect(picture([-1, 12], 100, 40)).toBe('# . . . . . . . . #');
  });

  test('makes blocks smaller before it lets one stand for several', () => {
    const all = (length: number) => ageColumns(() => 0, length, 10, 100, 30, SIZES);
    expect(all(3)).toMatchObject({ block: 10, perBlock: 1 });
    expect(all(10)).toMatchObject({ block: 3, perBlock: 1 });
    expect(all(4096)).toMatchObject({ block: 3, perBlock: 410 });
  });
});

describe('a queue by slots', () => {
  test('fits every slot', () => {
    const grid = slotGrid(250, 380, 100, { smallest: 3, largest: 16 });
    expect(grid.perCell).toBe(1);
    expect(grid.columns * grid.cell).toBeLessThanOrEqual(380);
    expect(Math.ceil(250 / grid.columns) * grid.cell).toBeLessThanOrEqual(100);
  });

  test('lets a cell stand for several slots when there are too many', () => {
    const grid = slotGrid(32_768, 380, 100, { smallest: 3, largest: 16 });
    expect(grid.perCell).toBe(8);
    expect(grid.cells).toBe(4096);
  });
});

describe('the histogram of reuse distances', () => {
  test('names the range of each bucket', () => {
    const bars = distanceBars(Float64Array.of(1, 0, 4, 2), 4);
    expect(bars.map(({ from, to, share }) => [from, to, share])).toEqual([
      [0, 0, 0.25],
      [1, 1, 0],
      [2, 3, 1],
      [4, 7, 0.5],
    ]);
  });

  test('is as long as its last bucket in use, but not shorter than asked', () => {
    expect(distanceBars(new Float64Array(32), 12)).toHaveLength(12);
    expect(distanceBars(new Float64Array(32).fill(1, 19, 20), 12)).toHaveLength(20);
  });
});
