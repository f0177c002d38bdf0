import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microseconds, milliseconds, time } from '../../src/clock/time.ts';
import { STRATEGIES, WORKLOADS } from '../../src/config/identifiers.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { runUntil } from '../../src/machine/lab-machine.ts';
import { Machine } from '../../src/machine/machine.ts';

const anyStrategy = fc.constantFrom(...STRATEGIES);
const anyWorkload = fc.constantFrom(...WORKLOADS.filter((name) => name !== 'recording'));

describe('a machine whose workload stops', () => {
  it('has nothing mapped or stale beyond its rings once the queues have drained (invariant 11)', () => {
    const step = fc.record({ strategy: anyStrategy, workload: anyWorkload, run: fc.integer({ min: 20, max: 150 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 3 }), fc.nat(100), (steps, seed) => {
        const base = { ...DEFAULT_CONFIG, seed, invalidation: 'queued', ageLimitMicroseconds: 200 } as const;
        const idle = new Machine({ ...base, strategy: 'strict' });
        idle.stopWorkload();
        runUntil(idle, time(milliseconds(1)));
        const machine = new Machine(base);
        for (const { strategy, workload, run } of steps) {
          machine.adjust({ strategy, workload });
          runUntil(machine, time(machine.now + microseconds(run)));
        }
        machine.stopWorkload();
        // Longer than the age limit, the flush timeout, and everything in flight.
        runUntil(machine, time(machine.now + milliseconds(12)));
        if (machine.config.strategy === 'passthrough') return;
        const { driver } = machine.guest;
        expect(driver.counters.livePages).toBe(idle.guest.driver.counters.livePages);
        expect(driver.views.awaitingTeardown.pages).toBe(0);
        expect(driver.views.awaitingFlush.pages).toBe(0);
        expect(driver.views.awaitingCompletion.pages).toBe(0);
        expect(machine.instruments.exposure.reachable).toBe(0);
      }),
      { numRuns: 15 },
    );
  });

  it('has charged or idled away every picosecond of its core (invariant 13)', () => {
    fc.assert(
      fc.property(anyStrategy, anyWorkload, fc.integer({ min: 50, max: 400 }), (strategy, workload, span) => {
        const machine = new Machine({ ...DEFAULT_CONFIG, strategy, workload, invalidation: 'queued' });
        runUntil(machine, time(microseconds(span)));
        expect(machine.core.ledger.reduce((sum, row) => sum + row, 0)).toBe(machine.core.now);
      }),
      { numRuns: 10 },
    );
  });
});
