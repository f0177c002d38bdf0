import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CpuCore } from '../../src/clock/cpu-core.ts';
import { PS_PER_US } from '../../src/clock/time.ts';
import { ACT } from '../../src/config/acts.ts';
import { costsFromEdits } from '../../src/config/cost-edits.ts';
import { withCost, type CostModel } from '../../src/config/cost-model.ts';
import { SETTINGS } from '../../src/config/identifiers.ts';
import { measureSteadyState } from '../../src/experiment/steady-state.ts';
import { IommuDriverError } from '../../src/guest/driver-options.ts';
import { QueuedInvalidation } from '../../src/guest/queued-invalidation.ts';
import { MachineMaker } from '../../src/worker/machine-maker.ts';
import { ManualPacemaker } from '../support/manual-pacemaker.ts';
import { SMALL, Viewer } from '../support/viewer.ts';

const QUEUED = { ...SMALL, invalidation: 'queued', strategy: 'strict' } as const;
const costs = (edits: Record<string, number>): CostModel => costsFromEdits('paper-2011', edits) as CostModel;

it('a unit that takes longer than its driver has patience is said to, with what to change', () => {
  const { wallTime, soon, later } = new ManualPacemaker();
  const maker = new MachineMaker({ wallTime, soon, later, post: () => undefined });
  // More than may be asked for: within the limits of the prices no wait gets this long.
  const slow = withCost(SMALL.costs, 'queued-descriptor-latency', 34_000_000);
  expect(maker.attempt({ ...QUEUED, costs: slow }, 1e6)).toBe(
    'the guest’s driver gave up: the unit did not finish: queued invalidation, after 1,000,000 looks at the status word in ' +
      '17,166 µs. Lower the price queued-descriptor-latency (now 34,000,000 ns, usually 340), or raise status-poll (now 50 ' +
      'cycles, usually 50)',
  );
  const slowRegister = withCost(SMALL.costs, 'register-invalidation-latency', 340_000_000);
  expect(maker.attempt({ ...SMALL, costs: slowRegister }, 1e6)).toMatch(/IOTLB|context-cache/);
});

it('guests of more memory than the emulator can keep an account of are refused, wherever they are asked for', () => {
  const viewer = new Viewer(QUEUED);
  viewer.run(300);
  const { machine } = viewer.head;
  const reason = expect.stringContaining(
    'with 4,096 MiB each they need 32,768 MiB; allowed: 16,384 MiB for all together',
  );
  const config = { ...QUEUED, guests: 8, guestMemoryMiB: 4096 } as const;
  for (const kind of ['configure', 'compare'] as const) {
    viewer.do({ kind, config });
    viewer.do({ kind, config: { ...config, setting: 'direct' } });
    expect(viewer.user.of('rejected').slice(-2)).toMatchObject([{ reason }, { reason }]);
  }
  viewer.do({ kind: 'measure-matrix', config, cells: [CELL] });
  expect(viewer.user.of('cell-refused')).toMatchObject([{ ...CELL, reason }]);
  expect(viewer.head).toMatchObject({ machine });
});

it('a guest whose ring leaves no memory for its buffers is refused, wherever it is asked for', () => {
  const viewer = new Viewer(QUEUED);
  const config = { ...QUEUED, ringSize: 4096, guestMemoryMiB: 64 };
  const why =
    'ringSize is 4096: its buffers need 8,288 pages beside the kernel’s 32 MiB; allowed: guestMemoryMiB from 65, now 64';
  for (const setting of SETTINGS) {
    viewer.do({ kind: 'configure', config: { ...config, setting } });
    expect(viewer.user.of('rejected').at(-1)).toMatchObject({ reason: expect.stringContaining(why) });
  }
  expect(() => measureSteadyState(config, { warmUp: 1, window: 1 })).toThrow(why);
});

it.each(['nvme-random', 'nvme-sequential', 'transmit', 'receive', 'request-response'] as const)(
  'a guest with just enough memory for its ring goes on: %s',
  (workload) => {
    const { framesPerSecond } = measureSteadyState(
      { ...QUEUED, workload, ringSize: 4096, guestMemoryMiB: 65 },
      { warmUp: 5, window: 5 },
    );
    expect(framesPerSecond).toBeGreaterThan(10_000);
  },
);

describe('settings with which a machine cannot go on', () => {
  // A driver with less patience than there is: it gives up where a look takes more than a microsecond.
  const HOPELESS = costs({ 'status-poll': 10_000 });

  beforeEach(() => {
    vi.spyOn(QueuedInvalidation.prototype, 'wait').mockImplementation(function (this: QueuedInvalidation) {
      const { core } = this as unknown as { core: CpuCore };
      if (core.priceOf(ACT['status-poll']) > PS_PER_US)
        throw new IommuDriverError('no patience', { at: 'status word', looks: 1, span: core.priceOf(0) });
      const ticket = this.post();
      while (!this.isComplete(ticket));
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('are refused when they are asked for, and the machine stays', () => {
    const viewer = new Viewer(QUEUED);
    viewer.run(300);
    const { shown } = viewer;
    const { now, machine } = viewer.head;
    for (const kind of ['configure', 'compare'] as const) {
      viewer.do({ kind, config: { ...QUEUED, costs: HOPELESS } });
      const reason = expect.stringContaining(`${kind}: the guest’s driver gave up: no patience, after 1 looks`);
      expect(viewer.user.of('rejected').at(-1)).toMatchObject({ command: kind, reason });
    }
    viewer.do({ kind: 'measure-matrix', config: { ...QUEUED, costs: HOPELESS }, cells: [CELL] });
    expect(viewer.user.of('cell-refused')).toMatchObject([{ ...CELL, reason: expect.stringContaining('gave up') }]);
    expect(viewer.head).toMatchObject({ now, machine });
    expect(viewer.shown).toBe(shown);
    viewer.run(100);
    expect(viewer.head.now).toBeGreaterThan(now);
    expect(viewer.user.of('crashed')).toEqual([]);
  });

  it('stop a run before the act that cannot be done; another price lets it go on', () => {
    const viewer = new Viewer(QUEUED);
    viewer.run(300);
    const { now } = viewer.head;
    viewer.do({ kind: 'adjust', change: { costs: HOPELESS } });
    const runOn = (): void => {
      viewer.run(3000);
      viewer.pacemaker.pass(1000);
    };
    runOn();
    expect(viewer.user.of('gave-up')).toMatchObject([{ reason: expect.stringContaining('gave up: no patience') }]);
    expect(viewer.head).toMatchObject({ state: 'paused', config: { costs: HOPELESS }, history: { undo: 1 } });
    const stuck = viewer.head.now;
    const { shown } = viewer;
    expect(stuck).toBeGreaterThanOrEqual(now);
    // It stands whole before that act: run again it stops there again, and it can be looked back in.
    runOn();
    expect(viewer.user.of('gave-up')).toHaveLength(2);
    expect(viewer.shown).toBe(shown);
    viewer.do({ kind: 'seek', to: Math.floor(now / 2) });
    viewer.do({ kind: 'seek', to: stuck });
    viewer.do({ kind: 'adjust', change: { costs: SMALL.costs } });
    runOn();
    expect(viewer.head.now).toBeGreaterThan(stuck);
    expect(viewer.user.of('gave-up')).toHaveLength(2);
    viewer.do({ kind: 'undo' });
    viewer.do({ kind: 'undo' });
    expect(viewer.head).toMatchObject({ now, config: { costs: SMALL.costs } });
    expect(viewer.user.of('crashed')).toEqual([]);
  });

  it('are refused while the machine runs when they cannot be taken at all, and nothing is forgotten', () => {
    const viewer = new Viewer({ ...QUEUED, strategy: 'deferred' });
    viewer.run(300);
    const { now } = viewer.head;
    viewer.do({ kind: 'seek', to: Math.floor(now / 2) });
    const { shown } = viewer;
    const { history } = viewer.head;
    // Another strategy drains the flush queue, which waits.
    viewer.do({ kind: 'adjust', change: { costs: HOPELESS, strategy: 'strict' } });
    expect(viewer.user.of('rejected').at(-1)).toMatchObject({ command: 'adjust' });
    expect(viewer.user.of('forked')).toEqual([]);
    expect(viewer.shown).toBe(shown);
    expect(viewer.head.history).toMatchObject({ end: history.end, isPast: true, undo: 0, marks: [] });
    expect(viewer.user.of('crashed')).toEqual([]);
  });
});

const CELL = { setting: 'bare-metal', strategy: 'strict' } as const;
