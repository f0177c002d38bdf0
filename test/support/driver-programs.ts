import * as fc from 'fast-check';
import { expect } from 'vitest';
import { sourceId, type Iova } from '../../src/bus/addresses.ts';
import { microseconds, time } from '../../src/clock/time.ts';
import type { Strategy } from '../../src/config/identifiers.ts';
import type { DmaDirection } from '../../src/guest/dma-direction.ts';
import type { AttachedDevice } from '../../src/guest/iommu-driver.ts';
import { isMapFailure } from '../../src/guest/mapping-outcome.ts';
import { MAPPING_STATE } from '../../src/guest/mapping-table.ts';
import { BareMachine } from './bare-machine.ts';

export const BUFFERS = 0x10_0000;
export const AGE_LIMIT = microseconds(100);

/** As `expect`, for what is checked some hundred thousand times. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`violated: ${what}`);
}

/** A use of a buffer that a device's driver has not ended. */
interface Use {
  readonly device: AttachedDevice;
  readonly iova: Iova;
  readonly gpa: number;
  readonly length: number;
  readonly direction: DmaDirection;
  readonly untranslated: boolean;
}

const buffer = fc.record({
  page: fc.integer({ min: 0, max: 7 }),
  offset: fc.constantFrom(0, 64, 4000),
  length: fc.constantFrom(96, 96, 1522, 9000),
  direction: fc.constantFrom<DmaDirection>('to-device', 'from-device', 'bidirectional'),
  device: fc.nat({ max: 2 }),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('map' as const), buffer }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('map-list' as const),
      buffers: fc.array(buffer, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('unmap' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unmap-nonsense' as const), page: fc.nat({ max: 2 ** 20 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      micros: fc.constantFrom(0, 1, 30, 99, 100, 250),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('switch' as const),
      to: fc.constantFrom<Strategy>('strict', 'deferred', 'optimistic', 'async', 'shared', 'passthrough'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('adjust' as const),
      quota: fc.constantFrom(0, 1, 5, Number.POSITIVE_INFINITY),
      ageLimit: fc.constantFrom(0, AGE_LIMIT),
      flushHighWaterMark: fc.constantFrom(1, 3, 250),
      largePages: fc.boolean(),
    }),
  },
);
const machine = fc.record({
  strategy: fc.constantFrom<Strategy>('strict', 'deferred', 'optimistic', 'async', 'shared', 'passthrough'),
  invalidation: fc.constantFrom('register' as const, 'queued' as const),
  cachingMode: fc.boolean(),
  flushScope: fc.constantFrom('global' as const, 'domain' as const),
  price: fc.constantFrom(0, 1_000),
  invalidationLatency: fc.constantFrom(undefined, 50_000),
  addressWidth: fc.constantFrom(39 as const, 48 as const),
});

class Model {
  readonly machine: BareMachine;
  readonly devices: AttachedDevice[];
  readonly uses: Use[] = [];
  readonly lists: Use[][] = [];
  /** IOVA pages ever handed out, by domain. */
  readonly everUsed = new Map<number, Set<number>>();

  constructor(drawn: typeof machine extends fc.Arbitrary<infer T> ? T : never) {
    // A latency only ends if polling takes time.
    const { invalidationLatency, ...rest } = drawn;
    const price = invalidationLatency === undefined ? drawn.price : 1_000;
    const strategy = drawn.strategy === 'async' && drawn.invalidation === 'register' ? 'strict' : drawn.strategy;
    this.machine = new BareMachine({
      ...rest,
      strategy,
      price,
      ...(invalidationLatency === undefined ? {} : { invalidationLatency }),
      tunables: { ageLimit: AGE_LIMIT, flushTimeout: AGE_LIMIT, quota: 5, flushScope: drawn.flushScope },
    });
    const { driver, device } = this.machine;
    this.devices = [device, driver.attach(sourceId(0, 5, 0), device), driver.attach(sourceId(1, 0, 0))];
  }

  get passing(): boolean {
    return this.machine.driver.strategy === 'passthrough';
  }

  map(drawn: typeof buffer extends fc.Arbitrary<infer T> ? T : never): void {
    const { driver, mmio } = this.machine;
    const device = this.devices[drawn.device]!;
    const gpa = BUFFERS + drawn.page * 4096 + drawn.offset;
    // A visit takes time, in which more may become due.
    do driver.visit(this.machine.core.now);
    while (driver.nextDeadline <= this.machine.core.now);
    const waiting = this.waitingPages(device);
    const before = this.traffic();
    const accesses = mmio.reads + mmio.writes;
    const iova = driver.dmaMap(device, gpa, drawn.length, drawn.direction);
    expect(isMapFailure(iova)).toBe(false);
    expect(iova % 4096).toBe(gpa % 4096);
    const after = this.traffic();
    const reused = after.reused > before.reused;
    if (reused) {
      // Invariant 4: reuse writes no entry, invalidates nothing and touches no register.
      expect({ ...after, reused: before.reused }).toEqual(before);
      expect(mmio.reads + mmio.writes).toBe(accesses);
    } else if (!this.passing && driver.strategy !== 'async') {
      // Invariant 9: what is waiting is never handed out as new. (Under async, the look that a map begins with may free it.)
      expect(waiting.has(Math.floor(iova / 4096))).toBe(false);
    }
    this.add({ device, iova, gpa, length: drawn.length, direction: drawn.direction, untranslated: this.passing });
  }

  mapList(drawn: (typeof buffer extends fc.Arbitrary<infer T> ? T : never)[]): void {
    const device = this.devices[drawn[0]!.device]!;
    const direction = drawn[0]!.direction;
    const gpas = drawn.map((one) => BUFFERS + one.page * 4096 + one.offset);
    const lengths = drawn.map((one) => one.length);
    const iovas = new Float64Array(drawn.length);
    expect(this.machine.driver.dmaMapList(device, gpas, lengths, drawn.length, direction, iovas)).toBe(drawn.length);
    const list = drawn.map((one, i) => ({
      device,
      iova: iovas[i]! as Iova,
      gpa: gpas[i]!,
      length: one.length,
      direction,
      untranslated: this.passing,
    }));
    for (const use of list) this.add(use);
    for (const use of list) this.uses.splice(this.uses.indexOf(use), 1);
    this.lists.push(list);
  }

  unmap(which: number): void {
    const { driver } = this.machine;
    const all = this.uses.length + this.lists.length;
    if (all === 0) return;
    const at = which % all;
    if (at < this.uses.length) {
      const [use] = this.uses.splice(at, 1);
      expect(driver.dmaUnmap(use!.device, use!.iova, use!.length)).toBe('unmapped');
      return;
    }
    const [list] = this.lists.splice(at - this.uses.length, 1);
    const iovas = list!.map((use) => use.iova);
    const lengths = list!.map((use) => use.length);
    expect(driver.dmaUnmapList(list![0]!.device, iovas, lengths, list!.length)).toBe('unmapped');
  }

  live(): Use[] {
    return [...this.uses, ...this.lists.flat()];
  }

  check(): void {
    const { driver, unit } = this.machine;
    this.checkRanges();
    if (driver.strategy === 'optimistic')
      expect(driver.views.awaitingTeardown.mappings).toBeLessThanOrEqual(driver.tunables.quota);
    else expect(driver.views.awaitingTeardown.mappings).toBe(0);
    if (this.passing) {
      for (const device of this.devices)
        for (const address of [BUFFERS, 0x1234])
          must(
            unit.translate(device.sourceId, address as Iova, true) === address,
            'pass-through leaves addresses alone',
          );
      return;
    }
    const reachable = this.pagesIn(() => true);
    for (const use of this.live()) {
      if (use.untranslated) continue;
      for (const at of [0, use.length - 1, Math.floor(use.length / 2)]) {
        const iova = (use.iova + at) as Iova;
        if (use.direction !== 'from-device')
          must(unit.translate(use.device.sourceId, iova, false) === use.gpa + at, 'a live buffer can be read');
        if (use.direction !== 'to-device')
          must(unit.translate(use.device.sourceId, iova, true) === use.gpa + at, 'a live buffer can be written');
      }
    }
    // Invariants 1, 2 and 3: what belongs to no mapping object any more is out of reach.
    for (const device of this.devices) {
      const known = reachable.get(device.domainId)!;
      for (const page of this.everUsed.get(device.domainId) ?? []) {
        if (known.has(page)) continue;
        for (const isWrite of [false, true])
          must(unit.translate(device.sourceId, (page * 4096) as Iova, isWrite) < 0, 'what ended is out of reach');
      }
    }
  }

  finish(): void {
    const { driver } = this.machine;
    while (this.live().length > 0) {
      this.unmap(0);
      this.check();
    }
    driver.drain();
    if (this.passing) driver.switchStrategy('strict');
    this.check();
    let left = 0;
    driver.views.forEachMapping(() => (left += 1));
    expect(left).toBe(0);
    expect(driver.counters.liveMappings).toBe(0);
    expect(driver.counters.livePages).toBe(0);
    expect(driver.counters.untranslatedUses).toBe(0);
    for (const device of this.devices) {
      expect(device.domain.iovas.pagesInUse).toBe(0);
      expect(device.domain.table.retired.length).toBe(0);
    }
    driver.reclaimTables();
    for (const device of this.devices) expect(driver.detach(device)).toBe(0);
    // The root table, two context tables and, if there is one, the queue with its status page.
    expect(this.machine.frames.inUse).toBeLessThanOrEqual(5);
  }

  private add(use: Use): void {
    this.uses.push(use);
    if (use.untranslated) return;
    const pages = this.everUsed.get(use.device.domainId) ?? new Set<number>();
    this.everUsed.set(use.device.domainId, pages);
    for (let page = Math.floor(use.iova / 4096); page * 4096 < use.iova + use.length; page++) pages.add(page);
  }

  private traffic() {
    const { machine: m } = this;
    return {
      reused: m.count('iova-reused'),
      written: m.count('entry-written'),
      cleared: m.count('entry-cleared'),
      invalidations: m.count('invalidation-submitted'),
    };
  }

  private pagesIn(wanted: (state: number) => boolean): Map<number, Set<number>> {
    const found = new Map<number, Set<number>>(this.devices.map((device) => [device.domainId, new Set()]));
    this.machine.driver.views.forEachMapping((iovaPage, pages, _gpaPage, id, state) => {
      if (!wanted(state)) return;
      for (let i = 0; i < pages; i++) found.get(id)!.add(iovaPage + i);
    });
    return found;
  }

  private waitingPages(device: AttachedDevice): Set<number> {
    return this.pagesIn((state) => state !== MAPPING_STATE.live).get(device.domainId)!;
  }

  /** Invariant 9: ranges of mapping objects, live or waiting, are disjoint. */
  private checkRanges(): void {
    let sum = 0;
    let livePages = 0;
    this.machine.driver.views.forEachMapping((_iovaPage, pages, _gpaPage, _id, state) => {
      sum += pages;
      if (state === MAPPING_STATE.live) livePages += pages;
    });
    let distinct = 0;
    for (const pages of this.pagesIn(() => true).values()) distinct += pages.size;
    expect(distinct).toBe(sum);
    expect(this.machine.driver.counters.livePages).toBe(livePages);
  }
}

/**
 * Runs random programs on random machines, a naive model beside the driver, and checks the protection promises after each
 * step with DMA through the unit. @param timeLimit milliseconds after which no further program is tried.
 */
export function checkPrograms(runs: number, timeLimit: number): void {
  fc.assert(
    fc.property(machine, fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), (drawn, program) => {
      const model = new Model(drawn);
      const { machine: bare } = model;
      for (const act of program) {
        switch (act.kind) {
          case 'map':
            model.map(act.buffer);
            break;
          case 'map-list':
            model.mapList(act.buffers);
            break;
          case 'unmap':
            model.unmap(act.which);
            break;
          case 'unmap-nonsense':
            // Top-down allocation never comes down to the lowest pages in a short program; buffers begin at 1 MiB.
            expect(bare.driver.dmaUnmap(bare.device, ((act.page % 256) * 4096) as Iova, 100)).toBe('not-mapped');
            break;
          case 'pass': {
            // What became due while the last visit went on waits for the next one.
            const until = time(bare.core.now + microseconds(act.micros));
            bare.passUntil(until);
            expect(bare.driver.nextDeadline).toBeGreaterThan(until);
            break;
          }
          case 'switch':
            if (bare.driver.strategyUnavailable(act.to) === undefined) bare.driver.switchStrategy(act.to);
            break;
          case 'adjust': {
            const { kind: _kind, ...change } = act;
            bare.driver.adjust({ ...change, ageLimit: change.ageLimit as typeof AGE_LIMIT });
            bare.driver.visit(bare.core.now);
            break;
          }
        }
        model.check();
      }
      model.finish();
    }),
    { numRuns: runs, interruptAfterTimeLimit: timeLimit },
  );
}
