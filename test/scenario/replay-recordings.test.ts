import { describe, expect, test } from 'vitest';

import { STRATEGIES } from '../../src/config/identifiers.ts';
import { EVENT } from '../../src/trace/catalogue.ts';
import { readTrace, traceNames } from '../recording/trace-files.ts';
import { leftovers, machineFor, replay } from './replay-support.ts';

const CASES = traceNames.flatMap((trace) => STRATEGIES.map((strategy) => [trace, strategy] as const));

describe('strict recordings replayed with strict', () => {
  test.each(
    ['strict-net-tx.txt.gz', 'strict-nvme-life.txt', 'strict-stale.txt', 'trace-cmd-report-3.1.6.txt.gz'].concat(
      'trace-cmd-report-3.3.1.txt.gz',
      'trace-cmd-report-nsec.txt.gz',
    ),
  )('%s: exactly the page-selective invalidations that the kernel performed', (trace) => {
    const { recordedInvalidations, cutAtEnd } = readTrace(trace).summary;
    const page = recordedInvalidations.page + cutAtEnd;
    expect(replay(trace, 'strict').invalidations).toEqual({ page, domain: 0, global: 0 });
  });

  test.each(['strict-cm-net-life.txt.gz', 'strict-cm-nvme-life.txt', 'strict-cm-net-rr.txt.gz'])(
    '%s: with caching mode off, one for each unmap and none for the maps',
    (trace) => {
      const { unmaps } = readTrace(trace).summary;
      expect(replay(trace, 'strict').invalidations).toEqual({ page: unmaps, domain: 0, global: 0 });
    },
  );

  test('asynchronous invalidation asks for the same ones', () => {
    expect(replay('strict-net-tx.txt.gz', 'async').invalidations).toEqual({ page: 2323, domain: 0, global: 0 });
  });
});

describe('the flush queue', () => {
  test.each(['lazy-net-life.txt.gz', 'lazy-net-tx.txt.gz', 'lazy-nvme-life.txt', 'lazy-stale.txt'])(
    '%s: a flush of the domain every 256 unmaps, or 10 ms after the first that waits',
    (trace) => {
      // The rule played on the recorded clock. (The recorded kernel's own timer fired after 12 to 21 ms instead of 10: it
      // counts jiffies on a slow machine, so the file shows fewer flushes.)
      let flushes = 0;
      let waiting = 0;
      let first = 0;
      for (const { kind, time } of readTrace(trace).operations) {
        if (kind !== 'unmap') continue;
        if (waiting > 0 && (time - first >= 10_000_000 || waiting === 256)) {
          flushes += 1;
          waiting = 0;
        }
        if (waiting === 0) first = time;
        waiting += 1;
      }
      if (waiting > 0) flushes += 1;
      const machine = replay(trace, 'deferred');
      expect(machine.invalidations).toEqual({ page: 0, domain: flushes, global: 0 });
      expect(flushes).toBeGreaterThanOrEqual(readTrace(trace).summary.recordedInvalidations.domain);
    },
  );
});

describe('every strategy on every recording', () => {
  test.each(CASES)(
    '%s, %s: what is recorded as mapped is mapped, live mappings never fault, nothing leaks',
    (trace, strategy) => {
      const { summary, operations } = readTrace(trace);
      const machine = replay(trace, strategy);
      const { counters } = machine.guest;
      expect(counters).toMatchObject({ done: operations.length, livePages: summary.mappedPagesAtEnd });
      expect(counters).toMatchObject({ blockedTouches: 0, failed: 0, outOfRange: 0, superseded: 0, skippedUnmaps: 0 });
      expect(counters.assumedMaps).toBe(summary.assumedMaps);
      expect(machine.blockedRequests).toBe(counters.staleBlocked);
      expect(machine.exposure.reachable).toBe(0);
      if (strategy !== 'passthrough') {
        const once = strategy === 'shared' || strategy === 'optimistic';
        expect(machine.driver.counters.livePages).toBeLessThanOrEqual(summary.mappedPagesAtEnd);
        if (!once) expect(machine.driver.counters.livePages).toBe(summary.mappedPagesAtEnd);
      }
      for (const [what, left] of Object.entries(leftovers(machine))) expect([what, left]).toEqual([what, 0]);
    },
  );

  test.each(CASES.filter(([trace]) => /nvme|stale|boot/.test(trace)))(
    '%s, %s: the same events each time',
    (trace, strategy) => {
      expect(replay(trace, strategy).tracer.hash.digest()).toBe(replay(trace, strategy).tracer.hash.digest());
    },
  );

  test.each(STRATEGIES)('%s: slices and pauses of the page change nothing', (strategy) => {
    const whole = replay('strict-net-tx.txt.gz', strategy);
    const sliced = machineFor('strict-net-tx.txt.gz', strategy);
    for (let acts = 0; sliced.nextTime < Number.MAX_SAFE_INTEGER; acts++) {
      const { now, nextTime } = sliced;
      if (acts % 3 === 0 && nextTime > now + 2) sliced.idleUntil(Math.floor((now + nextTime) / 2) as typeof now);
      sliced.runOne();
    }
    expect(sliced.tracer.hash.digest()).toBe(whole.tracer.hash.digest());
  });
});

describe('what strategies expose', () => {
  test.each(['strict', 'shared'] as const)('%s: nothing after an unmap', (strategy) => {
    for (const trace of ['strict-net-tx.txt.gz', 'lazy-net-tx.txt.gz', 'strict-cm-nvme-life.txt']) {
      const { peak, pageMilliseconds } = replay(trace, strategy).exposure;
      expect({ peak, pageMilliseconds }).toEqual({ peak: 0, pageMilliseconds: 0 });
    }
  });

  test('deferred: what the IOTLB still holds, at most all of it', () => {
    const { exposure, unit } = replay('lazy-net-tx.txt.gz', 'deferred');
    expect(exposure.peak).toBe(unit.iotlb.tag.length);
  });

  test('optimistic: what awaits teardown, for 10 ms at most but for the visit', () => {
    const machine = machineFor('strict-net-tx.txt.gz', 'optimistic');
    const { views } = machine.driver;
    let peak = 0;
    machine.tracer.listen(EVENT['iova-unmapped'], () => (peak = Math.max(peak, views.awaitingTeardown.pages)));
    machine.runToEnd();
    expect(machine.exposure.peak).toBe(peak);
    expect(machine.exposure.longestWindow).toBeGreaterThanOrEqual(10e9);
    expect(machine.exposure.longestWindow).toBeLessThan(10.2e9);
  });

  test('optimistic takes back most of a bulk send, without invalidations', () => {
    const machine = replay('strict-net-tx.txt.gz', 'optimistic');
    expect(machine.driver.counters.reusedPages).toBeGreaterThan(2500);
    expect(machine.invalidations.page).toBeLessThan(2323 / 2);
  });
});

test('a strategy can be switched in the middle, pass-through included', () => {
  const machine = machineFor('lazy-net-tx.txt.gz', 'strict');
  const total = readTrace('lazy-net-tx.txt.gz').operations.length;
  for (const strategy of [
    'optimistic',
    'passthrough',
    'deferred',
    'async',
    'passthrough',
    'shared',
    'strict',
  ] as const) {
    const until = machine.guest.counters.done + Math.floor(total / 8);
    while (machine.guest.counters.done < until) machine.runOne();
    machine.switchStrategy(strategy);
    expect(machine.driver.strategy).toBe(strategy);
  }
  machine.runToEnd();
  expect(machine.guest.counters).toMatchObject({ livePages: 258, blockedTouches: 0, skippedUnmaps: 0 });
  expect(machine.blockedRequests).toBe(0);
  for (const [what, left] of Object.entries(leftovers(machine))) expect([what, left]).toEqual([what, 0]);
});
