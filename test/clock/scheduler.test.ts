import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScheduledTask, Scheduler } from '../../src/clock/scheduler.ts';
import { NEVER, time } from '../../src/clock/time.ts';

describe('Scheduler', () => {
  it('runs tasks in the order of their time, ties first-in-first-out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 40 }), (times) => {
        const scheduler = new Scheduler();
        const ran: number[] = [];
        times.forEach((at, index) => {
          scheduler.schedule(new ScheduledTask(`task ${index}`, () => ran.push(index)), time(at));
        });
        while (scheduler.runNext()) continue;
        const expected = times.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at || a.index - b.index);
        expect(ran).toEqual(expected.map(({ index }) => index));
      }),
    );
  });

  it('lets a task schedule itself again while it runs', () => {
    const scheduler = new Scheduler();
    const ran: number[] = [];
    const task: ScheduledTask = new ScheduledTask('ticker', (now) => {
      ran.push(now);
      if (now < 30) scheduler.schedule(task, time(now + 10));
    });
    scheduler.schedule(task, time(10));
    scheduler.runUntil(time(100));
    expect(ran).toEqual([10, 20, 30]);
    expect(scheduler.now).toBe(100);
    expect(scheduler.nextTime).toBe(NEVER);
  });

  it('refuses to schedule a task twice, and forgets a cancelled one', () => {
    const scheduler = new Scheduler();
    let runs = 0;
    const task = new ScheduledTask('once', () => (runs += 1));
    scheduler.schedule(task, time(5));
    expect(() => scheduler.schedule(task, time(6))).toThrow('once is scheduled already');
    scheduler.cancel(task);
    scheduler.cancel(task);
    scheduler.runUntil(time(10));
    expect(runs).toBe(0);
  });

  it('never goes back: what is due in the past happens now', () => {
    const scheduler = new Scheduler();
    scheduler.runUntil(time(50));
    let at = -1;
    scheduler.schedule(new ScheduledTask('late', (now) => (at = now)), time(10));
    scheduler.runNext();
    expect(at).toBe(50);
  });
});
