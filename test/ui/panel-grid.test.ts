import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { panelGrid } from '../../src/ui/frame/panel-grid.ts';

const REM = 13;

describe('the place of panels in a frame', () => {
  test('follows the shape of the frame', () => {
    expect(panelGrid([1, 1], 960, 500, REM)).toEqual({ columns: 2, rows: 1, spans: [1, 1] });
    expect(panelGrid([1, 1], 500, 960, REM)).toEqual({ columns: 1, rows: 2, spans: [1, 1] });
    expect(panelGrid([1, 1, 1, 1], 1280, 700, REM)).toEqual({ columns: 2, rows: 2, spans: [1, 1, 1, 1] });
  });

  test('gives a wide panel two columns and leaves no hole', () => {
    expect(panelGrid([1, 2, 1], 1280, 520, REM)).toEqual({ columns: 3, rows: 2, spans: [1, 2, 3] });
    expect(panelGrid([1, 2], 900, 300, REM)).toEqual({ columns: 3, rows: 1, spans: [1, 2] });
  });

  test('is none where a panel could not be read: one is shown then', () => {
    expect(panelGrid([1, 1], 480, 240, REM)).toBeUndefined();
    expect(panelGrid([1], 200, 100, REM)).toBeUndefined();
    expect(panelGrid([1], 0, 0, REM)).toBeUndefined();
  });

  test('fills whole rows with every panel, none narrower than it needs', () => {
    const widths = fc.array(fc.constantFrom(1, 2), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(
        widths,
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 1, max: 3000 }),
        (panels, width, height) => {
          const grid = panelGrid(panels, width, height, REM);
          if (grid === undefined) return;
          expect(grid.spans).toHaveLength(panels.length);
          expect(grid.spans.reduce((a, b) => a + b)).toBe(grid.columns * grid.rows);
          grid.spans.forEach((span, i) => expect(span).toBeGreaterThanOrEqual(panels[i]!));
        },
      ),
    );
  });
});
