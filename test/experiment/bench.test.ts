import { describe, expect, test } from 'vitest';

import { Calibration, median } from '../../src/experiment/bench-clock.ts';
import { benchFrames } from '../../src/experiment/bench-frames.ts';
import { benchSeek } from '../../src/experiment/bench-seek.ts';
import { benchText } from '../../src/experiment/bench-text.ts';
import { benchTranslations } from '../../src/experiment/bench-translations.ts';
import { callCommand } from './call-command.ts';

const load = () => import('../../src/experiment/bench.ts');

describe('bench', { timeout: 120_000 }, () => {
  test('--json prints one document with what was asked for', async () => {
    const { code, out, err } = await callCommand(load, ['--json', '--quick', '--only', 'parser']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual(['node', 'nanosecondsPerStep', 'parser']);
    expect(report['nanosecondsPerStep']).toBeGreaterThan(0.1);
    expect(report['parser']).toMatchObject({ file: 'strict-net-tx.txt.gz', lines: 14_470 });
  });

  test('counts frames and events per frame, with and without an observer', () => {
    const span = { warmUp: 1, rounds: 1, round: 1e6 };
    const [strict, optimistic] = benchFrames(span, new Calibration(), undefined, [
      { setting: 'bare-metal', strategy: 'strict' },
      { setting: 'bare-metal', strategy: 'optimistic' },
    ]);
    expect(strict?.framesPerSecond).toBeGreaterThan(1000);
    expect(strict?.observedFramesPerSecond).toBeGreaterThan(100);
    expect(strict?.eventsPerFrame).toBeGreaterThan(optimistic!.eventsPerFrame);
    const text = benchText({ node: 'v0', nanosecondsPerStep: 1, frames: [strict!] });
    expect(text).toMatch(/bare-metal +strict +[\d,]+ +[\d,]+/);
  });

  test('finds the addresses that the program in C finds, or says that there is no compiler', () => {
    const { kinds, note } = benchTranslations(1, 20_000);
    expect(kinds.map(({ kind }) => kind)).toEqual(['hit', 'walk']);
    for (const { translationsPerSecond, ratioToC, agrees } of kinds) {
      expect(translationsPerSecond).toBeGreaterThan(1000);
      if (note === undefined) expect(agrees).toBe(true);
      if (note === undefined) expect(ratioToC).toBeGreaterThan(0);
    }
  });

  test('goes to moments of a run, near and far', () => {
    const seek = benchSeek({ setting: 'bare-metal', strategy: 'strict' }, 0.5, 3);
    expect(seek.all.checkpoints).toBeGreaterThanOrEqual(seek.densest.checkpoints);
    expect(seek.all.milliseconds).toBeGreaterThanOrEqual(seek.densest.milliseconds);
    for (const { p50, p95, max } of [seek.densest, seek.all]) expect(p50 <= p95 && p95 <= max && p50 > 0).toBe(true);
    expect(benchText({ node: 'v0', nanosecondsPerStep: 1, seek })).toMatch(/densest reach +[\d,]+ +\d+ +\d+ +\d+ +\d+/);
  });

  test('takes the middle of its rounds', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe('what cannot be asked', () => {
  test.each([
    ['an unknown part', ['--only', 'gpu'], 'allowed: core, all, frames, translations, parser, heap, seek, page'],
    ['a name every object has', ['--only', 'toString'], '--only is "toString"'],
    ['an unknown option', ['--fast'], "Unknown option '--fast'"],
  ])('%s: one clear line, exit 2', async (_, args, message) => {
    const { code, out, err } = await callCommand(load, args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
