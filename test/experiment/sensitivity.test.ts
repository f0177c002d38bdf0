import { describe, expect, test } from 'vitest';

import { sensitivityText, sweepText } from '../../src/experiment/reproduce-text.ts';
import { measureSensitivity, type SensitivityRow } from '../../src/experiment/sensitivity.ts';
import { sweepTeardown } from '../../src/experiment/teardown-sweep.ts';

const MEASURING = { seed: 2011, seeds: 1, span: { warmUp: 12, window: 10 } };

/** Points of line rate that a change moved a cell by, and should have. */
function move(rows: readonly SensitivityRow[], variant: string, setting: string): readonly [number, number] {
  const row = rows.find((one) => one.variant.startsWith(variant) && one.setting === setting);
  if (row === undefined) throw new Error(`no row for ${variant}, ${setting}`);
  return [row.after - row.before, row.expected - row.before];
}

describe('each change moves the cells that it should, in the direction and about the size that the acts say', () => {
  test('under optimistic teardown', { timeout: 240_000 }, async () => {
    const rows = await measureSensitivity(MEASURING, undefined, [
      { setting: 'bare-metal', strategy: 'optimistic' },
      { setting: 'samecore', strategy: 'optimistic' },
    ]);
    const agrees = (variant: string, direction: number, within: number): void => {
      const [moved, expected] = move(rows, variant, 'samecore');
      expect(Math.sign(moved), variant).toBe(direction);
      expect(Math.abs(moved - expected), variant).toBeLessThan(within);
      // The line, not the core, limits bare metal: a little more work moves nothing, and no exit is there to cost more.
      const [bareMoved, bareExpected] = move(rows, variant, 'bare-metal');
      expect(Math.abs(bareMoved - bareExpected), variant).toBeLessThan(within);
      if (variant !== 'quota 64' && variant !== 'age limit') expect(bareMoved, variant).toBeCloseTo(0, 0);
    };
    agrees('exit cost', -1, 3);
    agrees('queued', 1, 5);
    agrees('cold 2 %', 1, 5);
    agrees('cold 5 %', -1, 5);
    agrees('quota 64', -1, 10);
    agrees('age limit', -1, 10);
    expect(sensitivityText(rows)).toMatch(/exit cost × 2 +samecore, optimistic +\d+\.\d +\d+\.\d +-\d/);
  });

  test('under strict', { timeout: 120_000 }, async () => {
    const cells = (['bare-metal', 'samecore', 'sidecore'] as const).map((setting) => ({
      setting,
      strategy: 'strict' as const,
    }));
    const rows = await measureSensitivity({ ...MEASURING, span: { warmUp: 2, window: 10 } }, undefined, cells);
    for (const setting of ['bare-metal', 'sidecore']) expect(move(rows, 'exit cost', setting)[0]).toBeCloseTo(0, 1);
    for (const variant of ['exit cost', 'queued']) {
      const [moved, expected] = move(rows, variant, 'samecore');
      expect(Math.abs(expected)).toBeGreaterThan(1);
      expect(moved / expected).toBeGreaterThan(0.8);
      expect(moved / expected).toBeLessThan(1.2);
    }
    for (const variant of ['cold', 'quota', 'age']) {
      for (const { setting } of cells) expect(move(rows, variant, setting)[0]).toBeCloseTo(0, 0);
    }
  });
});

describe('quota and age limit', () => {
  test('more of either keeps more: reuse, exposure and pins', { timeout: 240_000 }, async () => {
    const points = await sweepTeardown(
      { ...MEASURING, span: { warmUp: 5, window: 5 } },
      undefined,
      [64, 0],
      [200, 2000],
    );
    const at = (quota: number, age: number) =>
      points.find((point) => point.quota === quota && point.ageLimitMicroseconds === age)!.result;
    const least = at(64, 200);
    const most = at(0, 2000);
    for (const between of [at(64, 2000), at(0, 200)]) {
      expect(between.reuseRate).toBeGreaterThan(least.reuseRate - 0.01);
      expect(between.reuseRate).toBeLessThan(most.reuseRate);
      expect(between.stalePages).toBeLessThan(most.stalePages);
      expect(between.pinnedPages).toBeLessThan(most.pinnedPages);
    }
    expect(at(64, 2000).peakStalePages).toBeLessThanOrEqual(65);
    expect(sweepText(points)).toMatch(/quota +0\.2 ms +2 ms\n +64 +\d/);
  });
});
