import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { STRATEGIES } from '../../src/config/identifiers.ts';
import { deviceNumber, makeOperations, type Step } from '../recording/make-operations.ts';
import { leftovers, machineOn, replaySteps } from './replay-support.ts';

const map = (page: number, pages: number): Step => ({ kind: 'map', page, pages, frame: 0x1000 + page });
const unmap = (page: number, pages: number): Step => ({ kind: 'unmap', page, pages });

describe('recordings that are not one unmap for each map', () => {
  test('a scatter list is one mapping and one invalidation', () => {
    const list: Step = { kind: 'map', page: 64, pages: 5, segments: [[700, 2], [90, 1], [400, 2]] }; // prettier-ignore
    const { invalidations, driver, guest } = replaySteps('strict', [list, unmap(64, 5)]);
    expect(invalidations.page).toBe(1);
    expect(driver.counters).toMatchObject({ maps: 1, unmaps: 1, liveMappings: 0 });
    expect(guest.counters).toMatchObject({ touches: 5, blockedTouches: 0 });
  });

  test('an unmap of several mappings ends each, one of a part ends that part', () => {
    const several = replaySteps('strict', [map(10, 2), map(12, 1), unmap(10, 3)]);
    expect(several.invalidations.page).toBe(2);
    const parts = replaySteps('strict', [map(10, 8), unmap(12, 2), unmap(10, 2)]);
    expect(parts.invalidations.page).toBe(2);
    expect(parts.guest.counters).toMatchObject({ livePages: 4, skippedUnmaps: 0 });
    expect(parts.driver.counters.livePages).toBe(4);
  });

  test('parts of a scatter list keep their frames', () => {
    const list: Step = { kind: 'map', page: 64, pages: 4, segments: [[700, 2], [90, 2]] }; // prettier-ignore
    const { driver, guest } = replaySteps('strict', [list, unmap(64, 1)]);
    const frames: number[] = [];
    guest.devices[0]!.domain.table.forEachLeaf((_page, _level, low) => frames.push(Math.floor(low / 4096)));
    expect(frames.sort((a, b) => a - b)).toEqual([90, 91, 701]);
    expect(driver.counters.livePages).toBe(3);
  });

  test('what was mapped before the recording is mapped before the start, on frames of its own', () => {
    const { guest, invalidations, driver } = replaySteps('strict', [map(10, 1), unmap(20, 3), unmap(20, 3)]);
    expect(invalidations.page).toBe(2);
    expect(guest.counters).toMatchObject({ assumedMaps: 6, livePages: 1, blockedTouches: 0 });
    expect(driver.counters.livePages).toBe(1);
  });

  test('a map of what is mapped ends it first', () => {
    const { guest, driver } = replaySteps('strict', [map(10, 4), map(10, 4)]);
    expect(guest.counters).toMatchObject({ superseded: 1, livePages: 4 });
    expect(driver.counters.livePages).toBe(4);
  });

  test('an access to what was never mapped is counted and left out', () => {
    const { guest, blockedRequests } = replaySteps('strict', [
      map(10, 1),
      { kind: 'stale-access', page: 99, pages: 0, direction: 'to-device' },
    ]);
    expect(guest.counters).toMatchObject({ staleUnknown: 1, staleBlocked: 0 });
    expect(blockedRequests).toBe(0);
  });

  test('the device does only what the direction of a mapping allows', () => {
    const steps = (['to-device', 'from-device', 'bidirectional', 'unknown'] as const).flatMap((direction, index) => [
      { ...map(10 + index, 1), direction },
      unmap(10 + index, 1),
    ]);
    const { guest } = replaySteps('strict', steps);
    expect(guest.counters).toMatchObject({ touches: 4, blockedTouches: 0 });
  });
});

describe('addresses and sizes that are out of the ordinary', () => {
  test('beyond any memory: counted, shown, and its unmap skipped', () => {
    const far: Step = { ...map(10, 1), frame: 2 ** 35 };
    const { guest } = replaySteps('strict', [far, unmap(10, 1), map(11, 1)]);
    expect(guest.counters).toMatchObject({ done: 3, outOfRange: 1, skippedUnmaps: 1, livePages: 1 });
  });

  test('memory above 512 GiB takes a unit and tables of 48 bits', () => {
    const narrow = replaySteps('strict', [map(10, 1)]);
    expect({ width: narrow.config.addressWidth, levels: narrow.driver.levels }).toEqual({ width: 39, levels: 3 });
    const wide = replaySteps('strict', [{ ...map(10, 1), frame: 2 ** 28 }]);
    expect({ width: wide.config.addressWidth, levels: wide.driver.levels }).toEqual({ width: 48, levels: 4 });
    expect(wide.guest.counters).toMatchObject({ livePages: 1, blockedTouches: 0, outOfRange: 0 });
  });

  test('a guest of 16 GiB mapped as a whole costs large leaves, a mapping of a terabyte is left out', () => {
    const guest16: Step = { kind: 'map', page: 2 ** 22, pages: 2 ** 22, frame: 2 ** 22 };
    const { guest, driver } = replaySteps('strict', [guest16, unmap(2 ** 22, 2 ** 22), unmap(2 ** 30, 2 ** 28)]);
    expect(guest.counters).toMatchObject({ outOfRange: 1, failed: 0, livePages: 0, blockedTouches: 0 });
    expect(driver.tunables.largePages).toBe(false);
  });

  test('an empty recording is over at once', () => {
    const machine = machineOn(makeOperations([]), 'optimistic');
    expect(machine.nextTime).toBe(Number.MAX_SAFE_INTEGER);
    machine.runOne();
  });
});

test('the replay never runs before the recorded moment, and the driver’s timers fire in between', () => {
  const steps: Step[] = [map(10, 1), unmap(10, 1), map(11, 1)].map((step, index) => ({
    ...step,
    time: 5_000_000_000 + index * 30_000_000,
  }));
  const machine = machineOn(makeOperations(steps), 'deferred');
  const start = machine.core.now;
  const moments: number[] = [];
  for (let done = 0; machine.nextTime < Number.MAX_SAFE_INTEGER;) {
    const due = machine.nextTime;
    machine.runOne();
    if (machine.guest.counters.done > done) moments.push(due - start);
    done = machine.guest.counters.done;
  }
  expect(moments.map((moment) => Math.round(moment / 1e9))).toEqual([0, 30, 60]);
  expect(machine.invalidations.domain).toBe(1);
  const flushed = machine.driver.counters.flushes;
  expect(flushed).toBe(1);
});

test('each device of a recording gets a domain of its own', () => {
  const steps = [0, 1, 2].map((device) => ({ ...map(10, 1), device }));
  const { guest } = replaySteps('strict', steps);
  expect(guest.devices.map(({ sourceId }) => sourceId)).toEqual([0, 1, 2].map(deviceNumber));
  expect(new Set(guest.devices.map(({ domainId }) => domainId)).size).toBe(3);
});

const step = record({
  kind: constantFrom<'map' | 'unmap'>('map', 'unmap'),
  page: integer({ min: 1, max: 48 }),
  pages: integer({ min: 1, max: 10 }),
  frame: integer({ min: 0x100, max: 0x120 }),
  device: integer({ min: 0, max: 1 }),
  direction: constantFrom('to-device' as const, 'from-device' as const, 'bidirectional' as const, 'unknown' as const),
});

test.each(STRATEGIES)('%s: any recording at all replays without a fault or a leak', (strategy) => {
  assert(
    property(array(step, { maxLength: 80 }), (steps) => {
      const machine = replaySteps(strategy, steps);
      const { counters } = machine.guest;
      const live = new Set<string>();
      for (const { kind, page, pages, device } of steps) {
        for (let at = page; at < page + pages; at++) {
          if (kind === 'map') live.add(`${device}:${at}`);
          else live.delete(`${device}:${at}`);
        }
      }
      expect(counters).toMatchObject({ done: steps.length, livePages: live.size });
      expect(counters).toMatchObject({ blockedTouches: 0, failed: 0, outOfRange: 0, skippedUnmaps: 0 });
      expect(machine.exposure.reachable).toBe(0);
      for (const [what, left] of Object.entries(leftovers(machine))) expect([what, left]).toEqual([what, 0]);
    }),
    { numRuns: 40 },
  );
});
