import { describe, expect, test } from 'vitest';

import { fittedConstants } from '../../src/experiment/fitted-constants.ts';
import { FURTHER_CELLS, PAPER_CELLS } from '../../src/experiment/reproduce-cells.ts';
import { isOff, reproduceCells } from '../../src/experiment/reproduce-report.ts';
import { matrixText, recordedText } from '../../src/experiment/reproduce-text.ts';
import { measureRecordedCells } from '../../src/experiment/recorded-cells.ts';
import { callCommand } from './call-command.ts';

/** Short: percentages are for the command, not for a test. */
const SPAN = { warmUp: 6, window: 6 };
const CELL_FIELDS = [
  'setting',
  'strategy',
  'paperPercent',
  'status',
  'emulatedPercent',
  'spread',
  'gbps',
  'framesPerSecond',
  'cyclesPerFrame',
  'exitsPerFrame',
  'invalidationsPerFrame',
  'reuseRate',
  'pinnedPages',
  'peakStalePages',
];

describe('the cells', () => {
  test('are the paper’s nine and, after them, what else each setting offers', () => {
    const names = [...PAPER_CELLS, ...FURTHER_CELLS].map(({ setting, strategy }) => `${setting}/${strategy}`);
    expect(names.slice(0, 9)).toEqual(
      ['bare-metal', 'samecore', 'sidecore'].flatMap((setting) =>
        ['strict', 'deferred', 'optimistic'].map((strategy) => `${setting}/${strategy}`),
      ),
    );
    expect(new Set(names).size).toBe(19);
    expect(names.at(-1)).toBe('direct/passthrough');
  });
});

describe('the report', { timeout: 120_000 }, () => {
  test('has exactly the agreed fields, and each means what it says', async () => {
    const cells = [
      { setting: 'bare-metal', strategy: 'optimistic' },
      { setting: 'samecore', strategy: 'strict' },
      { setting: 'sidecore', strategy: 'deferred' },
      { setting: 'direct', strategy: 'passthrough' },
    ] as const;
    const report = await reproduceCells(cells, { seed: 5, seeds: 2, span: SPAN });
    expect(Object.keys(report)).toEqual(['cells', 'fitted', 'seed']);
    expect(report.seed).toBe(5);
    for (const cell of report.cells) {
      expect(Object.keys(cell)).toEqual(CELL_FIELDS);
      expect(cell.gbps).toBeCloseTo(cell.emulatedPercent / 10, 9);
      expect(cell.framesPerSecond / 812_744).toBeCloseTo(cell.emulatedPercent / 100, 2);
      expect(cell.spread).toBeGreaterThanOrEqual(0);
    }
    const [bare, samecore, sidecore, direct] = report.cells as [Cell, Cell, Cell, Cell];
    expect(bare).toMatchObject({ paperPercent: 100, status: 'checked', exitsPerFrame: 0, pinnedPages: 0 });
    expect(bare.reuseRate).toBeGreaterThan(0.9);
    expect(bare.peakStalePages).toBeGreaterThan(100);
    expect(samecore).toMatchObject({ paperPercent: 10, status: 'fitted', reuseRate: 0, peakStalePages: 0 });
    expect(samecore.exitsPerFrame).toBeCloseTo(6, 0);
    expect(samecore.invalidationsPerFrame).toBeCloseTo(2, 0);
    expect(samecore.cyclesPerFrame).toBeGreaterThan(30_000);
    expect(sidecore).toMatchObject({ paperPercent: null, status: 'predicted', exitsPerFrame: 0 });
    expect(direct).toMatchObject({ paperPercent: null, invalidationsPerFrame: 0, pinnedPages: 524_288 });
    const text = matrixText(report);
    expect(text).toMatch(/samecore +strict +fitted +10 +\d+\.\d/);
    expect(text).toMatch(/sidecore +deferred +predicted +– /);
  });

  test('is the same each time: configuration and seed decide everything', async () => {
    const cells = [{ setting: 'samecore', strategy: 'optimistic' }] as const;
    const measuring = { seed: 3, seeds: 1, span: { warmUp: 2, window: 2 } };
    expect(await reproduceCells(cells, measuring)).toEqual(await reproduceCells(cells, measuring));
  });

  test('counts a published cell as missed beyond one and a half points, and only a published one', () => {
    const cell = { setting: 'bare-metal', strategy: 'strict', paperPercent: 43 } as Cell;
    expect(isOff({ ...cell, emulatedPercent: 44.5 })).toBe(false);
    expect(isOff({ ...cell, emulatedPercent: 44.6 })).toBe(true);
    expect(isOff({ ...cell, emulatedPercent: Number.NaN })).toBe(true);
    expect(isOff({ ...cell, emulatedPercent: 99, paperPercent: null })).toBe(false);
  });

  test('names every fitted constant and what it was fitted to', () => {
    const fitted = fittedConstants();
    expect(fitted.map(({ constant }) => constant)).toEqual(
      expect.arrayContaining(['network-stack', 'virtualization-tax', 'deferred-logic-factor', 'coldPartsPerMillion']),
    );
    for (const { value, to } of fitted) {
      expect(value).toBeGreaterThan(0);
      expect(to).toMatch(/\d+ %/);
    }
  });
});

describe('the recorded stream', { timeout: 120_000 }, () => {
  test('in place of the model: every page is a frame, misses are cold pages, strict costs what it costs', () => {
    const [strict, optimistic] = measureRecordedCells(undefined, [
      { setting: 'bare-metal', strategy: 'strict' },
      { setting: 'bare-metal', strategy: 'optimistic' },
    ]);
    expect(strict).toMatchObject({ frames: optimistic?.frames, missRate: 1, exitsPerFrame: 0, peakStalePages: 0 });
    expect(strict?.cyclesPerFrame).toBeCloseTo(1475 + 6909, -2);
    expect(strict?.percent).toBeCloseTo(43, 0);
    expect(optimistic?.percent).toBeCloseTo(100, 0);
    expect(optimistic?.missRate).toBeGreaterThan(0.05);
    expect(optimistic?.missRate).toBeLessThan(0.07);
    expect(recordedText([strict!])).toContain('5.8 % cold');
  });
});

describe('what cannot be asked', () => {
  test.each([
    ['no number of seeds', ['--seeds', 'ten'], '--seeds is "ten"; allowed: a whole number from 1 to 100'],
    ['no seed at all', ['--seeds=0'], '--seeds is "0"'],
    ['too many seeds', ['--seeds', '101'], '--seeds is "101"'],
    ['an unknown table', ['--only', 'graph'], 'allowed: matrix, recorded, sweep, sensitivity'],
    ['another table as JSON', ['--json', '--only', 'sweep'], '--json prints the matrix'],
    ['an unknown option', ['--fast'], "Unknown option '--fast'"],
    ['a file', ['a.txt'], 'a.txt'],
  ])('%s: one clear line, exit 2', async (_, args, message) => {
    const { code, out, err } = await callCommand(() => import('../../src/experiment/reproduce.ts'), args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

type Cell = Awaited<ReturnType<typeof reproduceCells>>['cells'][number];
