import { describe, expect, it } from 'vitest';
import { sourceId } from '../../src/bus/addresses.ts';
import { Scheduler } from '../../src/clock/scheduler.ts';
import { time } from '../../src/clock/time.ts';
import { InterruptLine } from '../../src/device/interrupt-line.ts';
import { InterruptModeration } from '../../src/device/interrupt-moderation.ts';
import { Tracer } from '../../src/trace/tracer.ts';

describe('InterruptLine', () => {
  it('sends its message at the given time, and one more for what was raised meanwhile', () => {
    const scheduler = new Scheduler();
    const sent: [number, number, number][] = [];
    const port = { message: (address: number, data: number) => void sent.push([scheduler.now, address, data]) };
    const line = new InterruptLine('test', scheduler, new Tracer(scheduler), port, sourceId(0, 3, 0));
    line.set(0xfee0_0000, 5);
    line.raise(time(100));
    line.raise(time(150));
    line.raise(time(120));
    scheduler.runUntil(time(1000));
    expect(sent).toEqual([
      [100, 0xfee0_0000, 5],
      [150, 0xfee0_0000, 5],
    ]);
    expect(line.raised).toBe(2);
  });
});

describe('InterruptModeration', () => {
  it('flushes at the threshold, or when the oldest event has waited long enough', () => {
    const scheduler = new Scheduler();
    const flushed: number[] = [];
    const moderation = new InterruptModeration('test', scheduler, (now) => flushed.push(now));
    moderation.threshold = 3;
    moderation.timeout = 1000;
    for (const at of [10, 20, 30, 500, 1600, 1700]) {
      scheduler.runUntil(time(at));
      moderation.add(time(at));
    }
    // Three at 30; the one of 500 waits until 1500; those of 1600 and 1700 until 2600.
    scheduler.runUntil(time(5000));
    expect(flushed).toEqual([30, 1500, 2600]);
    moderation.add(time(5000));
    moderation.reset();
    scheduler.runUntil(time(9000));
    expect(flushed.length).toBe(3);
  });
});
