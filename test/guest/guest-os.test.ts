import { describe, expect, it } from 'vitest';
import { CpuCore } from '../../src/clock/cpu-core.ts';
import { ScheduledTask, Scheduler } from '../../src/clock/scheduler.ts';
import { NEVER, time, type Time } from '../../src/clock/time.ts';
import { ACT, ACT_COUNT } from '../../src/config/acts.ts';
import { GuestOs } from '../../src/guest/guest-os.ts';
import type { Workload } from '../../src/guest/workload.ts';

function rig() {
  const scheduler = new Scheduler();
  const core = new CpuCore('guest', scheduler, new Float64Array(ACT_COUNT).fill(1000));
  const log: string[] = [];
  const timer = {
    nextDeadline: NEVER,
    visit: (now: Time): void => {
      log.push(`visit ${now}`);
      timer.nextDeadline = NEVER;
    },
  };
  const os = new GuestOs(core, scheduler, timer);
  const work: Workload & { left: number } = {
    name: 'transmit',
    left: 0,
    start: () => log.push('start'),
    stop: () => log.push('stop'),
    get ready() {
      return this.left > 0;
    },
    step() {
      this.left -= 1;
      core.charge(ACT['network-stack']);
      log.push(`work ${core.now}`);
    },
  };
  return { scheduler, core, log, timer, os, work };
}

describe('GuestOs', () => {
  it('does nothing, and says so, until there is something to do', () => {
    const { os, core, log } = rig();
    expect(os.wakeTime).toBe(NEVER);
    expect(os.runTask()).toBe(NEVER);
    expect(core.now).toBe(0);
    expect(log).toEqual([]);
  });

  it('does one piece of work at a time and pays for it', () => {
    const { os, log, work } = rig();
    work.left = 2;
    os.setWorkload(work);
    expect(os.runTask()).toBe(1000);
    expect(os.runTask()).toBe(NEVER);
    expect(log).toEqual(['start', 'work 1000', 'work 2000']);
  });

  it('serves an interrupt before the workload, and one that comes during a task after it', () => {
    const { scheduler, os, core, log, work } = rig();
    os.setHandler(2, () => {
      core.charge(ACT['network-stack']);
      log.push(`interrupt ${core.now}`);
      return false;
    });
    scheduler.schedule(new ScheduledTask('device', () => os.message(0, 2)), time(500));
    work.left = 2;
    os.setWorkload(work);
    while (os.wakeTime !== NEVER) os.runTask();
    expect(log).toEqual(['start', 'work 1000', 'interrupt 2000', 'work 3000']);
    expect(os.interrupts).toBe(1);
  });

  it('calls a handler again while it has more, and other vectors in their order', () => {
    const { os, log } = rig();
    let left = 3;
    os.setHandler(1, () => {
      log.push(`one ${left}`);
      left -= 1;
      return left > 0;
    });
    os.setHandler(3, () => {
      log.push('three');
      return false;
    });
    os.message(0, 3);
    os.message(0, 1);
    os.message(0, 1);
    while (os.wakeTime !== NEVER) os.runTask();
    expect(log).toEqual(['one 3', 'one 2', 'one 1', 'three']);
  });

  it('idles until the timer of the IOMMU driver, and also visits it before an interrupt when it is due', () => {
    const { os, core, log, timer } = rig();
    timer.nextDeadline = time(7000);
    expect(os.wakeTime).toBe(7000);
    os.runTask();
    expect(core.idle).toBe(7000);
    timer.nextDeadline = time(6500);
    os.setHandler(0, () => {
      log.push('interrupt');
      return false;
    });
    os.message(0, 0);
    os.runTask();
    expect(log).toEqual(['visit 7000', 'visit 7000', 'interrupt']);
  });

  it('wakes no earlier than the machine’s clock, and counts the time between as idle', () => {
    const { scheduler, os, core } = rig();
    scheduler.runUntil(time(5000));
    os.message(0, 4);
    expect(os.wakeTime).toBe(5000);
    os.runTask();
    expect(core.now).toBe(5000);
    expect(core.idle).toBe(5000);
  });

  it('stops a workload before it starts the next', () => {
    const { os, log, work } = rig();
    os.setWorkload(work);
    os.setWorkload(undefined);
    expect(log).toEqual(['start', 'stop']);
    expect(os.workloadName).toBeUndefined();
  });
});
