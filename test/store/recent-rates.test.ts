import { describe, expect, test } from 'vitest';
import type { Metrics } from '../../src/protocol/snapshot.ts';
import { addSample, EMPTY_RATES } from '../../src/store/recent-rates.ts';

/** Counters of a report, with the window over which the machine averages. */
const counters = (window: number, maps: number, reused: number, hits = 0, misses = 0) =>
  ({ window, maps, reused, iotlbHits: hits, iotlbMisses: misses }) as Metrics;

describe('shares over the recent past', () => {
  test('are those of what was counted since, not since the start', () => {
    const before = addSample(EMPTY_RATES, 100, counters(100, 1000, 0, 500, 500));
    const after = addSample(before, 200, counters(200, 1100, 50, 530, 570));
    expect(after).toMatchObject({ reuseRate: 0.5, hitRate: 0.3 });
  });

  test('begin anew when the machine does, because a setting changed', () => {
    const strict = addSample(addSample(EMPTY_RATES, 100, counters(100, 1000, 0)), 200, counters(200, 2000, 0));
    const optimistic = addSample(strict, 210, counters(5, 2010, 5));
    expect(addSample(optimistic, 220, counters(15, 2110, 101))).toMatchObject({ reuseRate: 0.96 });
  });

  test('are unknown while nothing is counted', () => {
    const first = addSample(EMPTY_RATES, 100, counters(100, 0, 0));
    expect(addSample(first, 200, counters(200, 0, 0))).toMatchObject({ reuseRate: undefined, hitRate: undefined });
  });

  test('are those since the start after a jump to a moment, until time passes', () => {
    const there = addSample(EMPTY_RATES, 160, counters(160, 1000, 250, 300, 700));
    expect(there).toMatchObject({ reuseRate: 0.25, hitRate: 0.3 });
    const paused = addSample(there, 160, counters(160, 1000, 250, 300, 700));
    expect(paused).toMatchObject({ reuseRate: 0.25, hitRate: 0.3 });
    expect(addSample(paused, 170, counters(160, 1000, 250, 300, 700))).toMatchObject({ hitRate: undefined });
  });
});
