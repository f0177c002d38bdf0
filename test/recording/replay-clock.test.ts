import { expect, test } from 'vitest';

import { time } from '../../src/clock/time.ts';
import { RecordedElapsed, ReplayClock } from '../../src/recording/replay-clock.ts';

const SECOND = 1_000_000_000;

test('the recorded clock drives the simulated one, from wherever that stands', () => {
  const clock = new ReplayClock(SECOND, 1);
  clock.start(time(500));
  expect([7 * SECOND, 7 * SECOND + 1, 7 * SECOND + 2_000].map((at) => clock.advanceTo(at))).toEqual([
    500, 1_500, 2_000_500,
  ]);
});

test('time never goes back, even where the recorded clock does', () => {
  const clock = new ReplayClock(SECOND, 1);
  clock.start(time(0));
  expect([100, 40, 90, 101].map((at) => clock.advanceTo(at))).toEqual([0, 0, 0, 1_000]);
});

test('long pauses are cut to two seconds and what is cut off is told', () => {
  const elapsed = new RecordedElapsed();
  expect([0, SECOND, 3_601 * SECOND, 3_602 * SECOND].map((at) => elapsed.advanceTo(at) / SECOND)).toEqual([0, 1, 3, 4]);
  expect(elapsed.cutOff).toBe(3_598 * SECOND);
});

test('a recording that is too long for the simulated clock is compressed', () => {
  expect(new ReplayClock(SECOND, 1).compression).toBe(1);
  expect(new ReplayClock(SECOND, 25).compression).toBe(25);
  const day = 86_400 * SECOND;
  const clock = new ReplayClock(day, 1);
  clock.start(time(0));
  expect(clock.compression).toBe(12);
  clock.advanceTo(0);
  expect(clock.advanceTo(1_200)).toBe(100_000);
});
