import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { highHalf, lowHalf } from '../../src/base/bits.ts';
import { START } from '../../src/clock/time.ts';
import type { CacheConfig } from '../../src/config/unit-config.ts';
import { levelSize } from '../../src/spec/address.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { Iotlb } from '../../src/vtd/iotlb.ts';

type Shape = Pick<CacheConfig, 'iotlbEntries' | 'iotlbWays' | 'replacement'>;

const make = (shape: Shape) => new Iotlb({ ...shape, contextEntries: 0 }, new Tracer({ now: START }, 16));
const fill = (iotlb: Iotlb, address: number, domain = 1, level = 1, frame = 0x1000) =>
  iotlb.fill(lowHalf(address), highHalf(address), domain, level, frame, 3);
const find = (iotlb: Iotlb, address: number, domain = 1) => iotlb.find(lowHalf(address), highHalf(address), domain);
const holds = (iotlb: Iotlb, pages: readonly number[]) => pages.filter((page) => find(iotlb, page * 4096) >= 0);

const shapes: fc.Arbitrary<Shape> = fc
  .tuple(
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom('lru', 'fifo', 'random' as const),
  )
  .map(([sets, ways, replacement]) => ({ iotlbEntries: 2 ** sets * ways, iotlbWays: ways, replacement }));

/** Addresses that meet in sets, pages and large pages, near zero and near the end of 48 bits. */
const addresses = fc
  .tuple(fc.constantFrom(0, 2 ** 30, 2 ** 39, 2 ** 48 - 2 ** 31), fc.nat(3), fc.nat(20), fc.nat(4095))
  .map(([base, large, page, offset]) => base + large * 2 ** 21 + page * 4096 + offset);
const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('fill' as const),
      address: addresses,
      level: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('use' as const), address: addresses }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('range' as const), address: addresses, pages: fc.nat(1100) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('domain' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('all' as const) }) },
);
const program = fc.array(fc.tuple(operation, fc.constantFrom(0, 1, 65_535)), { maxLength: 60 });

interface Held {
  readonly domain: number;
  readonly level: number;
  readonly start: number;
}

const covers = (held: Held, address: number, domain: number) =>
  held.domain === domain && address >= held.start && address < held.start + levelSize(held.level);

describe('the IOTLB', () => {
  test('answers only with what was filled in and never dropped: a list of translations is its model', () => {
    fc.assert(
      fc.property(shapes, program, (shape, steps) => {
        const iotlb = make(shape);
        let model: Held[] = [];
        for (const [step, domain] of steps) {
          if (step.kind === 'fill') {
            const size = levelSize(step.level);
            const start = Math.floor(step.address / size) * size;
            if (!model.some((held) => held.domain === domain && held.level === step.level && held.start === start)) {
              fill(iotlb, step.address, domain, step.level, start * 2);
              model.push({ domain, level: step.level, start });
            }
          } else if (step.kind === 'use') {
            const slot = find(iotlb, step.address, domain);
            if (slot >= 0) {
              iotlb.touch(slot);
              const held = { domain: iotlb.domainAt(slot), level: iotlb.levelAt(slot), start: iotlb.iovaAt(slot) };
              expect(model).toContainEqual(held);
              expect(covers(held, step.address, domain)).toBe(true);
              expect(iotlb.frame[slot]).toBe(held.start * 2);
            }
          } else if (step.kind === 'range') {
            const start = Math.floor(step.address / 4096) * 4096;
            const end = start + (step.pages + 1) * 4096;
            iotlb.dropRange(domain, start, end - start);
            const isHit = (held: Held) =>
              held.domain === domain && held.start < end && held.start + levelSize(held.level) > start;
            model = model.filter((held) => !isHit(held));
          } else if (step.kind === 'domain') {
            iotlb.dropDomain(domain);
            model = model.filter((held) => held.domain !== domain);
          } else {
            iotlb.dropAll();
            model = [];
          }
          // What is evicted leaves the model; what is held is in it, exactly once.
          const held = contents(iotlb);
          expect(held.length).toBe(iotlb.size);
          for (const one of held) expect(model).toContainEqual(one);
          model = held;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('holds everything as long as no set overflows', () => {
    const iotlb = make({ iotlbEntries: 64, iotlbWays: 4, replacement: 'lru' });
    const pages = Array.from({ length: 64 }, (_, i) => i);
    for (const page of pages) fill(iotlb, page * 4096);
    expect(holds(iotlb, pages)).toEqual(pages);
    expect(iotlb.size).toBe(64);
  });

  test('puts out the least recently used of a set', () => {
    const iotlb = make({ iotlbEntries: 8, iotlbWays: 4, replacement: 'lru' });
    for (const page of [0, 2, 4, 6]) fill(iotlb, page * 4096);
    iotlb.touch(find(iotlb, 0));
    fill(iotlb, 8 * 4096);
    expect(holds(iotlb, [0, 2, 4, 6, 8])).toEqual([0, 4, 6, 8]);
  });

  test('puts out the oldest of a set, used or not, in order of filling', () => {
    const iotlb = make({ iotlbEntries: 8, iotlbWays: 4, replacement: 'fifo' });
    for (const page of [0, 2, 4, 6]) fill(iotlb, page * 4096);
    iotlb.touch(find(iotlb, 0));
    fill(iotlb, 8 * 4096);
    expect(holds(iotlb, [0, 2, 4, 6, 8])).toEqual([2, 4, 6, 8]);
  });

  test('puts out any of a set at random, the same in every run', () => {
    const run = () => {
      const iotlb = make({ iotlbEntries: 4, iotlbWays: 4, replacement: 'random' });
      const pages = Array.from({ length: 40 }, (_, i) => i);
      for (const page of pages) fill(iotlb, page * 4096);
      return holds(iotlb, pages);
    };
    const left = run();
    expect(left).toHaveLength(4);
    expect(left).toContain(39);
    expect(left).not.toEqual([36, 37, 38, 39]);
    expect(run()).toEqual(left);
  });

  test('drops a large page when any page in it is invalidated', () => {
    const iotlb = make({ iotlbEntries: 16, iotlbWays: 4, replacement: 'lru' });
    fill(iotlb, 0x20_0000, 1, 2);
    fill(iotlb, 0x4000_0000, 1, 3);
    fill(iotlb, 0x20_0000, 2, 2);
    expect(iotlb.dropRange(1, 0x3f_f000, 4096)).toBe(1);
    expect(iotlb.dropRange(1, 0x7abc_d000, 4096)).toBe(1);
    expect(find(iotlb, 0x20_0000, 2)).toBeGreaterThanOrEqual(0);
    expect(iotlb.size).toBe(1);
  });

  test('refuses a number of sets that is no power of two', () => {
    expect(() => make({ iotlbEntries: 12, iotlbWays: 4, replacement: 'lru' })).toThrow('power of two');
    expect(() => make({ iotlbEntries: 10, iotlbWays: 4, replacement: 'lru' })).toThrow('power of two');
  });
});

function contents(iotlb: Iotlb): Held[] {
  const held: Held[] = [];
  for (let slot = 0; slot < iotlb.tag.length; slot++) {
    if (iotlb.levelAt(slot) === 0) continue;
    held.push({ domain: iotlb.domainAt(slot), level: iotlb.levelAt(slot), start: iotlb.iovaAt(slot) });
  }
  return held;
}
