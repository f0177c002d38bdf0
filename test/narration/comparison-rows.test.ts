import { describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG, type MachineConfig } from '../../src/config/machine-config.ts';
import { comparisonRows, differenceOf, type ComparedMachine } from '../../src/narration/comparison-rows.ts';
import { SMALL, Viewer } from '../support/viewer.ts';

/** Two machines that ran the same input. */
function sides(other: Partial<MachineConfig>): readonly [ComparedMachine, ComparedMachine] {
  const viewer = new Viewer({ ...SMALL, setting: 'samecore' }, 1, ['protection', 'memory']);
  viewer.do({ kind: 'compare', config: { ...SMALL, setting: 'samecore', ...other } });
  viewer.do({ kind: 'seek', to: 3e9 });
  const { metrics, sections, twin } = viewer.look();
  const { config } = viewer.head;
  const of = (body: Pick<typeof twin & object, 'metrics' | 'sections'>, which: MachineConfig): ComparedMachine => ({
    config: which,
    metrics: body.metrics,
    protection: body.sections.protection,
    memory: body.sections.memory,
  });
  return [of({ metrics, sections }, config), of(twin!, viewer.head.twin!.config)];
}

describe('differences', () => {
  test('of shares are in points, of amounts in factors', () => {
    expect(differenceOf('share', 0.417, 1)).toEqual({ difference: '+58.3 points', change: 'more' });
    expect(differenceOf('share', 0.5, 0.2)).toEqual({ difference: '−30.0 points', change: 'less' });
    expect(differenceOf('amount', 100, 560)).toEqual({ difference: '×5.60', change: 'more' });
    expect(differenceOf('amount', 560, 100)).toEqual({ difference: '÷5.60', change: 'less' });
    expect(differenceOf('amount', 0, 12)).toEqual({ difference: '+12.0', change: 'more' });
    expect(differenceOf('amount', 4000, 0)).toEqual({ difference: '−4,000', change: 'less' });
  });

  test('too small to be seen are none', () => {
    expect(differenceOf('share', 0.5, 0.5004).change).toBe('same');
    expect(differenceOf('amount', 1000, 1001).change).toBe('same');
    expect(differenceOf('amount', 0, 0).change).toBe('same');
  });
});

describe('the figures of two machines', () => {
  test('are those of the machines, the reasons among the cycles', () => {
    const [first, second] = sides({ strategy: 'optimistic' });
    const rows = comparisonRows(first, second);
    const row = (name: RegExp) => rows.find((one) => name.test(one.name))!;
    expect(row(/^Throughput/)).toMatchObject({
      change: 'more',
      difference: expect.stringMatching(/^\+\d+\.\d points$/),
    });
    expect(row(/^Cycles per frame/)).toMatchObject({ change: 'less', firstShare: 1 });
    expect(row(/exits and emulation/)).toMatchObject({ isPart: true, change: 'less' });
    expect(row(/^Stale pages now/)).toMatchObject({ first: '0', second: String(second.protection!.reachablePages) });
    expect(row(/^Page frames pinned/)).toMatchObject({ change: 'more' });
    for (const { firstShare, secondShare } of rows) {
      expect(Math.max(firstShare, secondShare)).toBeLessThanOrEqual(1);
      expect(Math.min(firstShare, secondShare)).toBeGreaterThanOrEqual(0);
    }
  });

  test('are all the same when the configurations are', () => {
    const [first, second] = sides({});
    expect(comparisonRows(first, second).filter(({ change }) => change !== 'same')).toEqual([]);
  });

  test('do not call a machine without protection unexposed', () => {
    const [first] = sides({});
    const second = { ...first, config: { ...DEFAULT_CONFIG, strategy: 'passthrough' as const } };
    const stale = comparisonRows(first, second).find(({ name }) => name.startsWith('Stale pages now'));
    expect(stale).toMatchObject({ second: 'all, always', difference: 'everything', change: 'more' });
  });
});
