import { describe, expect, test } from 'vitest';
import type { Iova } from '../../src/bus/addresses.ts';
import { ScheduledTask } from '../../src/clock/scheduler.ts';
import { duration, microseconds, milliseconds, NEVER, time } from '../../src/clock/time.ts';
import { ACT_COUNT, ACTS } from '../../src/config/acts.ts';
import { UNLIMITED } from '../../src/guest/driver-options.ts';
import { OFFSET } from '../../src/spec/registers.ts';
import { EVENT } from '../../src/trace/catalogue.ts';
import { BareMachine, type BareMachineOptions } from '../support/bare-machine.ts';

const BUFFER = 0x20_0000;
const page = (n: number): number => BUFFER + n * 4096;

function map(bare: BareMachine, n = 0, length = 1500): Iova {
  return bare.driver.dmaMap(bare.device, page(n), length, 'bidirectional');
}
function unmap(bare: BareMachine, iova: Iova, length = 1500): void {
  expect(bare.driver.dmaUnmap(bare.device, iova, length)).toBe('unmapped');
}
function pair(bare: BareMachine, n = 0): Iova {
  const iova = map(bare, n);
  expect(bare.dma(iova)).toBe(page(n));
  unmap(bare, iova);
  return iova;
}
/** How often each act was paid for while `run` ran, on a machine where each costs 1. */
function actsOf(options: BareMachineOptions, run: (bare: BareMachine) => void): Record<string, number> {
  const bare = new BareMachine({ ...options, price: 1 });
  pair(bare, 9);
  bare.driver.drain();
  const before = bare.core.ledger.slice();
  run(bare);
  const acts: Record<string, number> = {};
  for (let act = 0; act < ACT_COUNT; act++) {
    const times = bare.core.ledger[act]! - before[act]!;
    if (times > 0) acts[ACTS[act]!.name] = times;
  }
  return acts;
}

const LOGIC = {
  'allocate-iova': 1,
  'write-entry': 1,
  'find-iova': 1,
  'clear-entry': 1,
  'free-iova': 1,
  'book-keep': 1,
};

describe('strict', () => {
  test('pays for each step of a pair once, and for one invalidation: two writes and its polls', () => {
    const acts = actsOf({}, (bare) => pair(bare));
    expect(acts).toEqual({ ...LOGIC, 'register-write': 2, 'register-read': 1 });
    const slow = actsOf({ invalidationLatency: 7 }, (bare) => pair(bare));
    expect(slow).toEqual({ ...LOGIC, 'register-write': 2, 'register-read': 7 });
  });

  test('invalidates at map too in caching mode, and at map alone there', () => {
    const acts = actsOf({ cachingMode: true }, (bare) => map(bare));
    expect(acts).toEqual({ 'allocate-iova': 1, 'write-entry': 1, 'register-write': 2, 'register-read': 1 });
    expect(actsOf({}, (bare) => map(bare))).toEqual({ 'allocate-iova': 1, 'write-entry': 1 });
  });

  test('uses one tail write and the status word with queued invalidation', () => {
    const acts = actsOf({ invalidation: 'queued' }, (bare) => pair(bare));
    expect(acts).toEqual({ ...LOGIC, 'descriptor-write': 2, 'register-write': 1, 'status-poll': 1 });
  });

  test('lets no DMA through once unmap has returned, and not before it is due either', () => {
    const bare = new BareMachine({ price: 1000, invalidationLatency: 50_000 });
    const iova = map(bare, 0, 9000);
    for (const at of [0, 4096, 8999]) expect(bare.dma(iova + at)).toBe(page(0) + at);
    unmap(bare, iova, 9000);
    for (const at of [0, 4096, 8999]) expect(bare.dma(iova + at)).toBe(-6);
  });

  test('invalidates a range by one page-selective request, and the domain when the range is beyond MAMV', () => {
    const bare = new BareMachine();
    const pages: number[] = [];
    const iova = map(bare, 0, 5 * 4096);
    bare.tracer.listen(EVENT['pages-invalidated'], (_iova, value) => pages.push(value));
    unmap(bare, iova, 5 * 4096);
    expect(bare.count('pages-invalidated')).toBe(1);
    expect(pages).toEqual([8]);
    const before = bare.count('domain-invalidated');
    bare.driver.adjust({ largePages: true });
    const large = bare.driver.dmaMap(bare.device, 0, 2 ** 31, 'to-device');
    unmap(bare, large, 2 ** 31);
    expect(bare.count('domain-invalidated')).toBe(before + 1);
  });

  test('notices an invalidation queue that has stopped with an error', () => {
    const bare = new BareMachine({ invalidation: 'queued', price: 1000, invalidationLatency: 2_000_000 });
    const iova = map(bare);
    // Somebody overwrites the descriptors before the unit fetches them.
    const queue = bare.unit.read32(OFFSET.IQA);
    bare.scheduler.schedule(
      new ScheduledTask('vandal', () => {
        for (let at = 0; at < 4096; at += 16) bare.memory.write32(queue + at, 0xf);
      }),
      time(bare.core.now + 5_000),
    );
    expect(() => unmap(bare, iova)).toThrow('stopped with an error at descriptor');
  });

  test('hands the same IOVA out again at once', () => {
    const bare = new BareMachine();
    expect(pair(bare, 1)).toBe(pair(bare, 2));
  });
});

describe('deferred', () => {
  test('lets DMA through what the IOTLB still holds until the flush, and nothing after', () => {
    const bare = new BareMachine({ strategy: 'deferred' });
    const used = pair(bare, 0);
    const unused = map(bare, 1);
    unmap(bare, unused);
    expect(bare.dma(used)).toBe(page(0));
    expect(bare.reaches(unused)).toBe(false);
    bare.pass(milliseconds(10) - 1);
    expect(bare.dma(used)).toBe(page(0));
    bare.pass(1);
    expect(bare.reaches(used)).toBe(false);
    expect(bare.driver.counters.flushed).toBe(2);
    expect(bare.driver.nextDeadline).toBe(NEVER);
  });

  test('flushes a full queue when the next one comes: one global invalidation for 250 entries', () => {
    const bare = new BareMachine({ strategy: 'deferred' });
    const before = bare.count('global-invalidated');
    const iovas = new Set<number>();
    for (let i = 0; i < 250; i++) iovas.add(pair(bare, i));
    expect(iovas.size).toBe(250);
    expect(bare.count('flush-queue-drained')).toBe(0);
    expect(bare.driver.views.awaitingFlush).toEqual({ mappings: 250, pages: 250 });
    pair(bare, 3);
    expect(bare.count('flush-queue-drained')).toBe(1);
    expect(bare.count('global-invalidated')).toBe(before + 1);
    expect(bare.count('pages-invalidated')).toBe(0);
    expect(bare.driver.views.awaitingFlush.mappings).toBe(1);
  });

  test('flushes each domain instead when the scope says so', () => {
    const bare = new BareMachine({ strategy: 'deferred', tunables: { flushScope: 'domain' } });
    const before = [bare.count('global-invalidated'), bare.count('domain-invalidated')];
    for (let i = 0; i < 5; i++) pair(bare, i);
    bare.driver.drain();
    expect([bare.count('global-invalidated'), bare.count('domain-invalidated')]).toEqual([before[0], before[1]! + 1]);
  });

  test('invalidates every entry by itself in caching mode, which is why batching saves an emulator nothing', () => {
    const bare = new BareMachine({ strategy: 'deferred', cachingMode: true });
    for (let i = 0; i < 20; i++) pair(bare, i);
    const before = bare.count('pages-invalidated');
    bare.driver.drain();
    expect(bare.count('pages-invalidated')).toBe(before + 20);
  });

  test('hands a whole flush in at once with queued invalidation, and copes when the queue fills', () => {
    const bare = new BareMachine({
      strategy: 'deferred',
      invalidation: 'queued',
      cachingMode: true,
      price: 1000,
      invalidationLatency: 20_000,
      caches: { iotlbEntries: 1024, iotlbWays: 1024, replacement: 'lru', contextEntries: 16 },
      tunables: { flushHighWaterMark: 1000 },
    });
    const iovas: Iova[] = [];
    for (let i = 0; i < 700; i++) iovas.push(pair(bare, i));
    const writes = bare.mmio.writes;
    bare.driver.drain();
    expect(bare.mmio.writes - writes).toBeLessThan(10);
    for (const iova of iovas) expect(bare.reaches(iova)).toBe(false);
    expect(bare.driver.views.awaitingFlush.mappings).toBe(0);
  });
});

describe('optimistic', () => {
  const optimistic = (more: BareMachineOptions = {}): BareMachine =>
    new BareMachine({ strategy: 'optimistic', ...more });

  test('takes a page back without a table write, an invalidation or a register access', () => {
    const acts = actsOf({ strategy: 'optimistic' }, (bare) => {
      const first = pair(bare);
      const [accesses, written] = [bare.mmio.reads + bare.mmio.writes, bare.count('entry-written')];
      expect(pair(bare)).toBe(first);
      expect(bare.mmio.reads + bare.mmio.writes).toBe(accesses);
      expect(bare.count('entry-written')).toBe(written);
    });
    expect(acts).toEqual({ 'allocate-iova': 1, 'write-entry': 1, 'let-go': 2, 'take-back': 1 });
  });

  test('pays a teardown like a strict unmap, one invalidation for all of a visit', () => {
    const acts = actsOf({ strategy: 'optimistic' }, (bare) => {
      for (let i = 0; i < 3; i++) pair(bare, i);
      bare.pass(milliseconds(11));
      expect(bare.count('mapping-torn-down')).toBe(4);
    });
    expect(acts).toMatchObject({ 'find-iova': 3, 'clear-entry': 3, 'free-iova': 3, 'book-keep': 3 });
    expect(acts['let-go']).toBe(3);
  });

  test('keeps a page reachable until its own deadline and not beyond', () => {
    const bare = optimistic();
    const first = pair(bare, 0);
    bare.pass(milliseconds(4));
    const second = pair(bare, 1);
    bare.pass(milliseconds(6) - 1);
    expect(bare.dma(first)).toBe(page(0));
    bare.pass(1);
    expect([bare.reaches(first), bare.reaches(second)]).toEqual([false, true]);
    bare.pass(milliseconds(4));
    expect(bare.reaches(second)).toBe(false);
    expect([...bare.driver.counters.tornDown]).toEqual([2, 0, 0]);
  });

  test('starts the age anew at each unmap', () => {
    const bare = optimistic();
    const iova = pair(bare);
    bare.pass(milliseconds(9));
    pair(bare);
    bare.pass(milliseconds(9));
    expect(bare.reaches(iova)).toBe(true);
  });

  test('tears down only the excess over the quota, oldest first', () => {
    const bare = optimistic({ tunables: { quota: 2 } });
    for (const n of [0, 1, 2, 3]) pair(bare, n);
    const gpas: number[] = [];
    bare.driver.views.forEachMapping((_iovaPage, _pages, gpaPage) => gpas.push(gpaPage * 4096));
    expect(gpas.toSorted((a, b) => a - b)).toEqual([page(2), page(3)]);
    expect([...bare.driver.counters.tornDown]).toEqual([0, 2, 0]);
    expect(bare.driver.views.awaitingTeardown).toEqual({ mappings: 2, pages: 2 });
  });

  test.each([{ quota: 0 }, { ageLimit: duration(0) }])('protects like strict with %o', (tunables) => {
    const bare = optimistic({ tunables });
    const iova = pair(bare);
    expect(bare.reaches(iova)).toBe(false);
    expect(bare.driver.views.awaitingTeardown.mappings).toBe(0);
    expect(bare.driver.nextDeadline).toBe(NEVER);
  });

  test('tears down at most sixteen expired mappings a visit, with one invalidation of the scope', () => {
    const bare = optimistic({ tunables: { quota: UNLIMITED } });
    for (let i = 0; i < 40; i++) pair(bare, i);
    bare.core.idleUntil(time(milliseconds(11)));
    const before = bare.count('global-invalidated');
    for (const left of [24, 8, 0]) {
      bare.driver.visit(bare.core.now);
      expect(bare.driver.views.awaitingTeardown.mappings).toBe(left);
    }
    expect(bare.count('global-invalidated')).toBe(before + 3);
    expect(bare.count('pages-invalidated')).toBe(0);
  });

  test('invalidates each torn-down mapping by itself in caching mode', () => {
    const bare = optimistic({ cachingMode: true });
    for (let i = 0; i < 5; i++) pair(bare, i);
    const before = bare.count('pages-invalidated');
    bare.pass(milliseconds(10));
    expect(bare.count('pages-invalidated')).toBe(before + 5);
  });

  test('sheds a lowered quota and a lowered age limit at the next visit', () => {
    const bare = optimistic();
    for (let i = 0; i < 40; i++) pair(bare, i);
    bare.driver.adjust({ quota: 30 });
    expect(bare.driver.nextDeadline).toBe(bare.core.now);
    bare.driver.visit(bare.core.now);
    expect(bare.driver.views.awaitingTeardown.mappings).toBe(30);
    bare.pass(milliseconds(2));
    bare.driver.adjust({ ageLimit: milliseconds(1) });
    bare.driver.visit(bare.core.now);
    expect(bare.driver.views.awaitingTeardown.mappings).toBe(14);
  });

  test('needs enough permission to take back: an upgrade is a new mapping', () => {
    const bare = optimistic();
    const readable = bare.driver.dmaMap(bare.device, page(0), 100, 'to-device');
    unmap(bare, readable, 100);
    const writable = bare.driver.dmaMap(bare.device, page(0), 100, 'from-device');
    expect(writable).not.toBe(readable);
    expect(bare.dma(writable, true)).toBe(page(0));
    unmap(bare, writable, 100);
    const both = bare.driver.dmaMap(bare.device, page(0), 100, 'bidirectional');
    unmap(bare, both, 100);
    for (const direction of ['to-device', 'from-device', 'bidirectional'] as const) {
      const iova = bare.driver.dmaMap(bare.device, page(0), 100, direction);
      expect([readable, writable, both]).toContain(iova);
      unmap(bare, iova, 100);
    }
  });

  test('takes a buffer of several pages back only as a whole', () => {
    const bare = optimistic();
    const two = map(bare, 0, 8192);
    unmap(bare, two, 8192);
    const one = map(bare, 0, 4096);
    expect(one).not.toBe(two);
    expect(map(bare, 1, 4096)).not.toBe(two + 4096);
    expect(map(bare, 0, 6000)).toBe(two);
  });

  test('shares a page that is mapped twice and lets it wait after the last use, in any order', () => {
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ]) {
      const bare = optimistic();
      const iovas = [0, 64, 128].map((offset) =>
        bare.driver.dmaMap(bare.device, page(0) + offset, 50, 'bidirectional'),
      );
      expect(iovas[1]! - iovas[0]!).toBe(64);
      order.forEach((which, done) => {
        expect(bare.driver.views.awaitingTeardown.mappings).toBe(0);
        expect(bare.driver.counters.liveMappings).toBe(1);
        unmap(bare, iovas[which]!, 50);
        bare.pass(done < 2 ? milliseconds(20) : duration(0));
        expect(bare.reaches(iovas[0]!)).toBe(true);
      });
      expect(bare.driver.dmaUnmap(bare.device, iovas[0]!, 50)).toBe('not-mapped');
      bare.pass(milliseconds(10));
      expect(bare.reaches(iovas[0]!)).toBe(false);
    }
  });

  test('shows the queue oldest first with its deadlines, and how far apart reuses are', () => {
    const bare = optimistic();
    const iovas: Iova[] = [];
    for (let i = 0; i < 5; i++) {
      iovas.push(pair(bare, i));
      bare.pass(microseconds(10));
    }
    const columns = {
      iova: new Float64Array(3),
      pages: new Uint16Array(3),
      gpa: new Float64Array(3),
      joinedAt: new Float64Array(3),
      deadline: new Float64Array(3),
    };
    expect(bare.driver.views.fillTeardownQueue(columns)).toBe(3);
    expect([...columns.iova]).toEqual(iovas.slice(0, 3));
    expect([...columns.gpa]).toEqual([page(0), page(1), page(2)]);
    expect(columns.deadline[1]! - columns.joinedAt[1]!).toBe(milliseconds(10));
    pair(bare, 4);
    pair(bare, 0);
    // Page 4: nothing in between; page 0: pages 1, 2, 3, 4 and 4 again.
    expect([...bare.driver.counters.reuseDistances.slice(0, 5)]).toEqual([1, 0, 0, 1, 0]);
    expect(bare.driver.counters.takenBack).toBe(2);
  });
});

describe('shared', () => {
  test('uses a live mapping again and protects like strict after the last use', () => {
    const acts = actsOf({ strategy: 'shared' }, (bare) => {
      const [a, b] = [map(bare, 0), map(bare, 0)];
      expect(a).toBe(b);
      unmap(bare, a);
      expect(bare.dma(a)).toBe(page(0));
      unmap(bare, b);
      expect(bare.reaches(a)).toBe(false);
    });
    expect(acts).toEqual({ ...LOGIC, 'take-back': 1, 'let-go': 1, 'register-write': 2, 'register-read': 1 });
  });
});

describe('async', () => {
  const options: BareMachineOptions = {
    strategy: 'async',
    invalidation: 'queued',
    price: 1000,
    invalidationLatency: 90_000,
  };

  test('does not wait, and frees the IOVA only when the invalidation is complete', () => {
    const bare = new BareMachine(options);
    const iova = pair(bare, 0);
    expect(bare.driver.views.awaitingCompletion.mappings).toBe(1);
    expect(bare.dma(iova)).toBe(page(0));
    const other = map(bare, 1);
    expect(other).not.toBe(iova);
    bare.pass(microseconds(1));
    expect(bare.reaches(iova)).toBe(false);
    bare.driver.visit(bare.core.now);
    expect(bare.driver.views.awaitingCompletion.mappings).toBe(0);
    expect(map(bare, 2)).toBe(iova);
  });

  test('looks for completions by a timer when nothing else happens', () => {
    const bare = new BareMachine(options);
    pair(bare, 0);
    bare.pass(milliseconds(2));
    expect(bare.driver.views.awaitingCompletion.mappings).toBe(0);
    expect(bare.driver.nextDeadline).toBe(NEVER);
  });

  test('goes on when more is posted than the queue holds', () => {
    const bare = new BareMachine({ ...options, invalidationLatency: 5_000_000 });
    for (let i = 0; i < 400; i++) pair(bare, i);
    bare.driver.drain();
    expect(bare.driver.views.awaitingCompletion.mappings).toBe(0);
    expect(bare.device.domain.iovas.pagesInUse).toBe(0);
  });

  test('waits after all when a table was unlinked, and frees its frame', () => {
    const bare = new BareMachine(options);
    const iova = map(bare, 0, 2 ** 21);
    const frames = bare.frames.inUse;
    unmap(bare, iova, 2 ** 21);
    expect(bare.driver.views.awaitingCompletion.mappings).toBe(0);
    expect(bare.frames.inUse).toBe(frames - 1);
  });

  test('is offered with its reason only where it can work', () => {
    const bare = new BareMachine();
    expect(bare.driver.strategyUnavailable('async')).toContain('queue');
    expect(() => bare.driver.switchStrategy('async')).toThrow('async is not available');
    expect(new BareMachine({ invalidation: 'queued' }).driver.strategyUnavailable('async')).toBeUndefined();
  });
});

describe('passthrough', () => {
  test('costs nothing and lets a device reach all memory', () => {
    const acts = actsOf({ strategy: 'passthrough' }, (bare) => {
      const iova = map(bare, 3);
      expect(iova).toBe(page(3));
      unmap(bare, iova);
      expect(bare.dma(0x1234)).toBe(0x1234);
    });
    expect(acts).toEqual({});
  });

  test('comes and goes while mappings live: the context entry changes and the caches follow', () => {
    for (const cachingMode of [false, true]) {
      const bare = new BareMachine({ cachingMode });
      const iova = map(bare, 0);
      expect(bare.dma(iova)).toBe(page(0));
      bare.driver.switchStrategy('passthrough');
      expect(bare.dma(0x5000)).toBe(0x5000);
      const untranslated = map(bare, 1);
      bare.driver.switchStrategy('strict');
      expect(bare.dma(iova)).toBe(page(0));
      expect(bare.reaches(untranslated)).toBe(false);
      unmap(bare, untranslated);
      bare.driver.switchStrategy('passthrough');
      unmap(bare, iova);
      bare.driver.switchStrategy('strict');
      expect(bare.reaches(iova)).toBe(false);
      expect(bare.driver.counters.untranslatedUses + bare.driver.counters.liveMappings).toBe(0);
    }
  });
});

describe('switching the strategy', () => {
  test('ends what waits, so that the new promise holds at once', () => {
    for (const from of ['deferred', 'optimistic'] as const) {
      const bare = new BareMachine({ strategy: from });
      const iovas = [0, 1, 2].map((n) => pair(bare, n));
      bare.driver.switchStrategy('strict');
      for (const iova of iovas) expect(bare.reaches(iova)).toBe(false);
    }
  });

  test('lets a mapping end under another strategy than it began', () => {
    const bare = new BareMachine({ strategy: 'shared' });
    const [a, b] = [map(bare, 0), map(bare, 0)];
    bare.driver.switchStrategy('strict');
    unmap(bare, a);
    expect(bare.dma(b)).toBe(page(0));
    bare.driver.switchStrategy('optimistic');
    unmap(bare, b);
    expect(map(bare, 0)).toBe(b);
    expect(bare.count('strategy-switched')).toBe(2);
  });

  test('to the one in force does nothing', () => {
    const bare = new BareMachine({ strategy: 'optimistic' });
    pair(bare);
    bare.driver.switchStrategy('optimistic');
    expect(bare.driver.views.awaitingTeardown.mappings).toBe(1);
  });
});

describe('when I/O virtual addresses run out', () => {
  test('those that wait are ended and given out again', () => {
    const bare = new BareMachine({
      strategy: 'deferred',
      addressWidth: 39,
      tunables: { flushHighWaterMark: 1_000_000, largePages: true },
    });
    const size = 2 ** 37;
    const base = bare.driver.dmaMap(bare.device, 0, size, 'to-device');
    const second = bare.driver.dmaMap(bare.device, 0, size, 'to-device');
    const third = bare.driver.dmaMap(bare.device, 0, size, 'to-device');
    expect(bare.driver.dmaMap(bare.device, 0, size, 'to-device')).toBe(-1);
    for (const iova of [base, second, third]) unmap(bare, iova, size);
    expect(bare.driver.dmaMap(bare.device, 0, size, 'to-device')).toBeGreaterThan(0);
    expect(bare.driver.counters.flushes).toBe(1);
  });
});
