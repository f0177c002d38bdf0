import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microseconds, time } from '../../src/clock/time.ts';
import { STRATEGIES, WORKLOADS } from '../../src/config/identifiers.ts';
import { DEFAULT_CONFIG, type LiveSettings, type MachineConfig } from '../../src/config/machine-config.ts';
import { runUntil } from '../../src/machine/lab-machine.ts';
import { Machine } from '../../src/machine/machine.ts';
import { createInProcessSession } from '../../src/session/in-process-session.ts';
import { ManualPacemaker } from '../support/manual-pacemaker.ts';
import { SessionUser } from '../support/session-user.ts';

/** Invariant 10: same configuration, seed and command log, same event stream, whatever the slices or the observer. */
describe('a run', () => {
  const anyWorkload = fc.constantFrom(...WORKLOADS.filter((name) => name !== 'recording'));
  const change = fc.record(
    {
      strategy: fc.constantFrom(...STRATEGIES.filter((name) => name !== 'async')),
      workload: anyWorkload,
      quota: fc.constantFrom(0, 64, 256),
      ageLimitMicroseconds: fc.constantFrom(0, 50, 10_000),
      linkGbps: fc.constantFrom(1, 10, 40),
    },
    { requiredKeys: [] },
  );
  const program = fc.record({
    seed: fc.integer({ min: 0, max: 1000 }),
    workload: anyWorkload,
    commands: fc.array(fc.record({ afterMicroseconds: fc.integer({ min: 1, max: 120 }), change }), { maxLength: 3 }),
  });

  it('gives the same events in slices of any length, observed or not', () => {
    fc.assert(
      fc.property(program, fc.integer({ min: 1, max: 50 }), ({ seed, workload, commands }, sliceMicroseconds) => {
        const config = { ...DEFAULT_CONFIG, seed, workload };
        const whole = execute(config, commands, Number.POSITIVE_INFINITY, false);
        expect(execute(config, commands, sliceMicroseconds, true)).toBe(whole);
      }),
      { numRuns: 12 },
    );
  });

  it('depends on the seed', () => {
    const strategy = 'optimistic' as const;
    const hashes = [1, 2].map((seed) => {
      const machine = new Machine({ ...DEFAULT_CONFIG, seed, strategy });
      runUntil(machine, time(microseconds(2000)));
      return machine.tracer.hash.digest();
    });
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('gives the same events behind the protocol, at any pace and with any wall clock', () => {
    const target = microseconds(300);
    const compare = (lookCost: number, rate: number): void => {
      const pacemaker = new ManualPacemaker(lookCost);
      const session = createInProcessSession(pacemaker);
      const user = new SessionUser(session);
      session.send({ kind: 'watch', sections: ['tables', 'iotlb', 'teardown', 'flush', 'protection', 'registers'] });
      session.send({ kind: 'adjust', change: { strategy: 'optimistic' } });
      session.send({ kind: 'run', pace: { kind: 'time', rate } });
      while (user.latest.head.now < target) pacemaker.pass(5);
      session.send({ kind: 'pause' });
      const { hash, events } = user.latest.body.metrics;
      session.dispose();
      const machine = new Machine(DEFAULT_CONFIG);
      // Behind the protocol, what is due at the moment of a command happens before it.
      runUntil(machine, machine.now);
      machine.adjust({ strategy: 'optimistic' });
      while (machine.tracer.sequence < events) machine.runOne();
      expect(machine.tracer.hash.digest()).toBe(hash);
    };
    compare(0.1, 0.002);
    compare(3, 0.01);
  });
});

interface TimedChange {
  readonly afterMicroseconds: number;
  readonly change: Partial<LiveSettings>;
}

function execute(
  config: MachineConfig,
  commands: readonly TimedChange[],
  sliceMicroseconds: number,
  observed: boolean,
): string {
  const machine = new Machine(config);
  let seen = 0;
  if (observed) machine.tracer.observer = () => (seen += 1);
  const run = (until: number): void => {
    while (machine.now < until) {
      runUntil(machine, time(Math.min(until, machine.now + microseconds(Math.min(sliceMicroseconds, 1e6)))));
      if (!observed) continue;
      machine.metrics();
      machine.section('tables');
      machine.section('iotlb');
    }
  };
  let at = 0;
  for (const { afterMicroseconds, change } of commands) {
    at = Math.max(at, machine.now) + microseconds(afterMicroseconds);
    run(at);
    machine.adjust(change);
  }
  run(Math.max(at, machine.now) + microseconds(200));
  return `${machine.tracer.hash.digest()} ${machine.tracer.sequence}`;
}
