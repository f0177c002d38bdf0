import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CpuCore } from '../../src/clock/cpu-core.ts';
import { ScheduledTask, Scheduler } from '../../src/clock/scheduler.ts';
import { time } from '../../src/clock/time.ts';

describe('CpuCore', () => {
  it('keeps a ledger whose sum, with idle time, is its time (invariant 13)', () => {
    const anyAct = fc.record({ act: fc.nat(3), idle: fc.nat(1000), times: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(fc.array(anyAct), (acts) => {
        const core = new CpuCore('guest', new Scheduler(), Float64Array.of(7, 100, 0, 13));
        for (const { act, idle, times } of acts) {
          core.chargeTimes(act, times);
          core.idleUntil(time(core.now + idle));
        }
        expect(core.ledger.reduce((sum, row) => sum + row, 0)).toBe(core.now);
      }),
    );
  });

  it('lets everything that is due by the end of an act happen before the act takes effect', () => {
    const scheduler = new Scheduler();
    const core = new CpuCore('guest', scheduler, Float64Array.of(100));
    const happened: number[] = [];
    for (const at of [50, 100, 150]) {
      scheduler.schedule(new ScheduledTask('device', (now) => happened.push(now)), time(at));
    }
    core.charge(0);
    expect(happened).toEqual([50, 100]);
    expect(scheduler.now).toBe(core.now);
    core.idleUntil(time(120));
    core.idleUntil(time(110));
    expect(core.idle).toBe(20);
  });
});
