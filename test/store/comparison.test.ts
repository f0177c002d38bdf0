import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Report, ReportBody } from '../../src/protocol/reports.ts';
import { followTwin, NO_COMPARISON, type Comparison } from '../../src/store/comparison.ts';
import { LabRig } from '../support/lab-rig.ts';
import { QUIET } from '../support/quiet-config.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

type Beside = Extract<Comparison, { kind: 'beside' }>;

/** What stands beside the machine of the page. */
function beside(rig: LabRig): Beside {
  const { comparison } = rig.state;
  expect(comparison.kind).toBe('beside');
  return comparison as Beside;
}

function comparing(): LabRig {
  const rig = new LabRig({ config: QUIET });
  rig.pass(300);
  rig.lab.actions.compare({ ...rig.state.config, strategy: 'optimistic' });
  expect(rig.state.comparison).toEqual({ kind: 'coming', apart: { strategy: 'optimistic' } });
  rig.pass(300);
  return rig;
}

describe('a comparison', () => {
  test('brings a second machine that stands at the same moment', () => {
    const rig = comparing();
    const { config, now, metrics, sections } = beside(rig);
    expect(config).toEqual({ ...QUIET, strategy: 'optimistic' });
    expect(Math.abs(now - rig.state.now)).toBeLessThan(1e8);
    expect(metrics.reused).toBeGreaterThan(0);
    expect(rig.state.metrics?.reused).toBe(0);
    expect(Object.keys(sections)).toEqual(expect.arrayContaining(['iotlb', 'protection']));
  });

  test('follows changes of both and travels in time', () => {
    const rig = comparing();
    rig.lab.actions.adjust({ quota: 16, strategy: 'deferred' });
    rig.pass(200);
    expect(beside(rig).config).toMatchObject({ quota: 16, strategy: 'optimistic' });
    const { now } = rig.state;
    rig.lab.actions.seek(Math.floor(now / 2));
    rig.pass(300);
    expect(Math.abs(rig.state.now - now / 2)).toBeLessThan(1e8);
    expect(Math.abs(beside(rig).now - rig.state.now)).toBeLessThan(1e8);
    expect(beside(rig).config).toMatchObject({ quota: QUIET.quota });
  });

  test('keeps what it shows when the first machine is made anew', () => {
    const rig = comparing();
    rig.lab.actions.restartWith({ ringSize: 128 });
    rig.pass(300);
    expect(beside(rig).config).toEqual({ ...QUIET, ringSize: 128, strategy: 'optimistic' });
  });

  test('ends at once, and late reports do not bring it back', () => {
    const rig = comparing();
    rig.lab.actions.compare();
    expect(rig.state.comparison).toEqual({ kind: 'none' });
    rig.pass(300);
    expect(rig.state.comparison).toEqual({ kind: 'none' });
  });

  test('takes no figures of a machine that was not asked for', () => {
    const late = { twin: { config: QUIET, now: 5 } } as Extract<Report, { kind: 'progress' }>;
    const body = { twin: { metrics: {}, sections: {} } } as ReportBody;
    expect(followTwin(NO_COMPARISON, late, body)).toBe(NO_COMPARISON);
    const other: Comparison = { kind: 'coming', apart: { strategy: 'optimistic' } };
    expect(followTwin(other, late, body)).toBe(other);
    expect(followTwin({ kind: 'coming', apart: { linkGbps: 1 } }, late, body)).toMatchObject({
      kind: 'beside',
      now: 5,
    });
  });

  test('that cannot be says why, in its own place, and the machine goes on', () => {
    const rig = comparing();
    rig.lab.actions.compare({ ...rig.state.config, strategy: 'async' });
    rig.pass(300);
    expect(rig.state.comparison).toEqual({ kind: 'refused', reason: expect.stringMatching(/queue/) });
    expect(rig.state).toMatchObject({ rejection: undefined, run: 'running' });
    rig.lab.actions.compare({ ...rig.state.config, setting: 'samecore' });
    rig.pass(300);
    expect(beside(rig).config.setting).toBe('samecore');
  });
});
