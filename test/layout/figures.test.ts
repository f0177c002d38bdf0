import { describe, expect, test } from 'vitest';
import { ACT, ACT_COUNT } from '../../src/config/acts.ts';
import { ACT_GROUPS } from '../../src/config/act-groups.ts';
import { cycleBar } from '../../src/layout/cycle-bar.ts';
import { gauge } from '../../src/layout/gauge.ts';
import { iotlbCell, iotlbCellAt, iotlbGrid } from '../../src/layout/iotlb-grid.ts';
import { ringSegment, verticalLink } from '../../src/layout/paths.ts';
import { sparkline } from '../../src/layout/sparkline.ts';

describe('the dial', () => {
  test('stands upright at half the line rate and never passes its ends', () => {
    const dial = gauge(10, 70, 84);
    expect(dial.angle(5)).toBeCloseTo(0);
    expect(dial.angle(12)).toBe(dial.angle(10));
    expect(dial.angle(0)).toBe(-dial.angle(10));
  });
});

describe('paths', () => {
  test('a piece of a ring goes out along the outer circle and back along the inner one', () => {
    expect(ringSegment(10, 20, 0, Math.PI / 2)).toBe('M0,-20A20,20,0,0,1,20,0L10,0A10,10,0,0,0,0,-10Z');
    expect(ringSegment(10, 20, -Math.PI, Math.PI / 2)).toContain('A20,20,0,1,1,20,0');
    expect(ringSegment(10, 20, 1, 1)).toBe('');
  });

  test('a link leaves and arrives vertically', () => {
    expect(verticalLink({ x: 0, y: 0 }, { x: 10, y: 20 })).toBe('M0,0C0,10,10,10,10,20');
  });

  test('a line without samples is none', () => {
    expect(sparkline([], 10, 5, 100, 40)).toMatchObject({ line: '', area: '' });
  });
});

describe('the bar of cycles', () => {
  const cycles = new Float64Array(ACT_COUNT + 1);
  cycles[ACT['network-stack']] = 1475;
  cycles[ACT['write-entry']] = 551;
  cycles[ACT['clear-entry']] = 551;
  cycles[ACT_COUNT] = 99;

  test('adds acts up by reason and leaves idling out', () => {
    const bar = cycleBar(cycles, 5154);
    expect(bar.spent).toBe(2577);
    expect(bar.idle).toBe(99);
    expect(bar.segments.find(({ group }) => group.name === 'tables')).toMatchObject({ cycles: 1102 });
    expect(bar.segments.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(0.5);
    expect(bar.budgetAt).toBe(1);
  });

  test('is as long as the cost when that is beyond the budget', () => {
    expect(cycleBar(cycles, 1288.5).budgetAt).toBeCloseTo(0.5);
  });

  test('has a place for every act', () => {
    const grouped = ACT_GROUPS.flatMap(({ acts }) => acts);
    expect(new Set(grouped).size).toBe(ACT_COUNT);
    expect(grouped).toHaveLength(ACT_COUNT);
  });
});

describe('the cells of the IOTLB', () => {
  test.each([
    [16, 4, 300, 100],
    [1, 64, 300, 100],
    [256, 8, 300, 120],
  ])('%i sets of %i ways are found where they are drawn', (sets, ways, width, height) => {
    const grid = iotlbGrid(sets, ways, width, height);
    for (let cell = 0; cell < sets * ways; cell++) {
      const { x, y } = iotlbCell(grid, cell);
      if (grid.cellWidth > 0 && grid.cellHeight > 0) {
        expect(iotlbCellAt(grid, x + grid.cellWidth / 2, y + grid.cellHeight / 2)).toBe(cell);
        expect(x + grid.cellWidth).toBeLessThanOrEqual(width);
      }
    }
  });

  test('are not found beside the grid', () => {
    const grid = iotlbGrid(16, 4, 300, 100);
    expect(iotlbCellAt(grid, -1, 0)).toBeUndefined();
    expect(iotlbCellAt(grid, 10_000, 0)).toBeUndefined();
  });
});

describe('the line of the past', () => {
  test('ends at the right edge', () => {
    expect(sparkline(Float64Array.of(0, 10), 3, 10, 100, 20).line).toBe('M50,19L100,4');
  });

  test('is empty without samples', () => {
    expect(sparkline(new Float64Array(0), 3, 10, 100, 20).line).toBe('');
  });
});
