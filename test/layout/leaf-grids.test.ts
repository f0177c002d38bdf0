import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrangeGrids, cellAtPoint, leafTables, type GridArrangement } from '../../src/layout/leaf-grids.ts';
import { threeLevels } from '../support/tables-section.ts';

const SPACE = { width: 600, height: 120, caption: 17, gap: 10, largestCell: 13, smallestCell: 3 };

/** The arrangement drawn with one letter for each 20 × 10 pixels. */
function picture(arrangement: GridArrangement, width: number, height: number): string[] {
  const lines = Array.from({ length: Math.ceil(height / 10) }, () => Array.from({ length: width / 20 }, () => '.'));
  arrangement.places.forEach(({ x, y }, grid) => {
    for (let line = 0; line < lines.length; line++) {
      for (let column = 0; column < width / 20; column++) {
        const [px, py] = [column * 20 + 10, line * 10 + 5];
        const isInside = px >= x && px < x + arrangement.gridWidth && py >= y && py < y + arrangement.gridHeight;
        if (isInside) lines[line]![column] = 'ABCDEFGHIJKLMNOP'[grid]!;
      }
    }
  });
  return lines.map((line) => line.join(''));
}

describe('leaf tables', () => {
  test('are those of level 1', () => {
    expect(leafTables(threeLevels())).toEqual([2]);
  });

  test('stand side by side when that makes their cells largest', () => {
    const arrangement = arrangeGrids(3, { ...SPACE, gap: 60 });
    expect(picture(arrangement, 600, 100)).toEqual([
      '..............................',
      '..............................',
      'AAAAAAAA...BBBBBBBB...CCCCCCCC',
      'AAAAAAAA...BBBBBBBB...CCCCCCCC',
      'AAAAAAAA...BBBBBBBB...CCCCCCCC',
      'AAAAAAAA...BBBBBBBB...CCCCCCCC',
      'AAAAAAAA...BBBBBBBB...CCCCCCCC',
      'AAAAAAAA...BBBBBBBB...CCCCCCCC',
      'AAAAAAAA...BBBBBBBB...CCCCCCCC',
      'AAAAAAAA...BBBBBBBB...CCCCCCCC',
    ]);
  });

  test('are counted when there is no room for all', () => {
    const arrangement = arrangeGrids(60, SPACE);
    expect(arrangement.hidden).toBeGreaterThan(0);
    expect(arrangement.places.length + arrangement.hidden).toBe(60);
  });

  test('never overlap, never leave the space, and answer for every point of theirs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 200, max: 1200 }),
        fc.integer({ min: 60, max: 500 }),
        (count, width, height) => {
          const arrangement = arrangeGrids(count, { ...SPACE, width, height });
          const { places, gridWidth, gridHeight, cell } = arrangement;
          places.forEach((place, grid) => {
            expect(place.x + gridWidth).toBeLessThanOrEqual(width + 1);
            expect(place.y + gridHeight).toBeLessThanOrEqual(height + 1);
            expect(cellAtPoint(arrangement, place.x, place.y)).toEqual({ grid, index: 0 });
            const last = cellAtPoint(arrangement, place.x + gridWidth - cell / 2, place.y + gridHeight - cell / 2);
            expect(last).toEqual({ grid, index: 511 });
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});
