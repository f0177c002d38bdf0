import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { domainId } from '../../src/bus/addresses.ts';
import { FrameAllocator } from '../../src/bus/frame-allocator.ts';
import { PhysicalMemory } from '../../src/bus/physical-memory.ts';
import { CpuCore } from '../../src/clock/cpu-core.ts';
import { Scheduler } from '../../src/clock/scheduler.ts';
import { ACT, ACT_COUNT } from '../../src/config/acts.ts';
import { NO_TABLE_FRAME } from '../../src/guest/mapping-outcome.ts';
import { OVERLAP, SecondLevelTable } from '../../src/guest/second-level-table.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { EVENT } from '../../src/trace/catalogue.ts';

const RW = 3;
const G = 2 ** 18;
const M2 = 2 ** 9;

function makeTable(levels: 3 | 4 = 4, frameCount = 2000) {
  const scheduler = new Scheduler();
  const core = new CpuCore('guest', scheduler, new Float64Array(ACT_COUNT).fill(1));
  const tracer = new Tracer(core, 1024);
  const memory = new PhysicalMemory(2 ** 28);
  const frames = new FrameAllocator(0x100_0000, 0x100_0000 + frameCount * 4096);
  const root = frames.allocate()!;
  const shape = { levels, pages2M: true, pages1G: true };
  const table = new SecondLevelTable({ memory, frames, core, tracer }, shape, domainId(1), root);
  const leaves = () => {
    const sizes: number[] = [];
    table.forEachLeaf((_page, level) => sizes.push(level));
    return sizes;
  };
  return { table, frames, core, tracer, memory, leaves };
}

describe('a second-level table', () => {
  test('leads every byte of a mapped range to its page and no other', () => {
    const { table } = makeTable();
    expect(table.map(0xfef80, 0x208b95d, 0x20, RW)).toBe(0);
    expect(table.lookup(0xfef8_0000)).toBe(0x20_8b95_d000);
    expect(table.lookup(0xfef9_f123)).toBe(0x20_8b97_c123);
    expect(table.lookup(0xfef7_ffff)).toBe(-1);
    expect(table.lookup(0xfefa_0000)).toBe(-1);
  });

  test('writes exactly the permission bits and the page address', () => {
    const { table, memory } = makeTable();
    table.map(0x12345, 0x6_789a_bcde, 1, 2);
    let found = [0, 0];
    table.forEachLeaf((_page, _level, low, high) => (found = [low, high]));
    expect(found[1]! * 2 ** 32 + (found[0]! - 2)).toBe(0x6_789a_bcde * 4096);
    expect(memory.read32(table.rootAddress)).toBe(0x100_1003);
  });

  test('uses the largest leaves that fit: 14 of 2 MiB, 3 of 1 GiB, 3 of 2 MiB', () => {
    const { table, leaves } = makeTable();
    table.largePages = true;
    expect(table.map(0x3fe400, 0x3fe400, 0xc2200, RW)).toBe(0);
    expect(leaves()).toEqual([...Array(14).fill(2), 3, 3, 3, 2, 2, 2]);
    for (let page = 0x3fe400; page < 0x4c0600; page += 511) expect(table.lookup(page * 4096 + 5)).toBe(page * 4096 + 5);
  });

  test('uses 4 KiB leaves when large ones are off, or the addresses are not equally aligned', () => {
    const { table, leaves } = makeTable();
    table.map(M2, M2, M2, RW);
    table.largePages = true;
    table.map(4 * M2, 4 * M2 + 1, M2, RW);
    expect(leaves()).toEqual(Array(2 * M2).fill(1));
  });

  test('gives up a whole large leaf when a part of it is unmapped, and goes no further', () => {
    const { table, leaves } = makeTable();
    table.largePages = true;
    table.map(M2, M2, 2 * M2, RW);
    expect(table.unmap(M2, 1)).toBe(M2);
    expect(leaves()).toEqual([2]);
    expect(table.lookup(M2 * 4096)).toBe(-1);
    expect(table.lookup(2 * M2 * 4096)).toBe(2 * M2 * 4096);
  });

  test('lets a large leaf take the place of a table that has run empty, and sets its frame aside', () => {
    const { table, leaves, frames } = makeTable();
    table.map(M2 + 3, 7, 1, RW);
    table.unmap(M2 + 3, 1);
    const before = frames.inUse;
    table.largePages = true;
    expect(table.map(M2, M2, M2, RW)).toBe(0);
    expect(leaves()).toEqual([2]);
    expect(table.retired.length).toBe(1);
    table.releaseRetired();
    expect(frames.inUse).toBe(before - 1);
    expect(table.unmap(M2, M2)).toBe(M2);
    expect(leaves()).toEqual([]);
    expect(table.map(M2 + 3, 8, 1, RW)).toBe(0);
    expect(table.lookup((M2 + 3) * 4096)).toBe(8 * 4096);
  });

  test('refuses to map over what is mapped and leaves it as it was', () => {
    const { table, leaves } = makeTable();
    table.map(100, 5, 1, RW);
    expect(table.map(98, 50, 4, RW)).toBe(OVERLAP);
    expect(table.lookup(100 * 4096)).toBe(5 * 4096);
    expect(table.lookup(98 * 4096)).toBe(-1);
    table.largePages = true;
    expect(table.map(0, 0, M2, RW)).toBe(OVERLAP);
    table.map(G, G, G, RW);
    expect(table.map(G + 5, 9, 1, RW)).toBe(OVERLAP);
    expect(leaves()).toEqual([1, 3]);
  });

  test('says so when no frame is left for a table, and maps nothing', () => {
    const { table, leaves } = makeTable(4, 4);
    expect(table.map(M2 - 1, 1, 2, RW)).toBe(NO_TABLE_FRAME);
    expect(leaves()).toEqual([]);
  });

  test('is empty at first; unmapping nothing removes nothing; the last page of the space works', () => {
    for (const levels of [3, 4] as const) {
      const { table } = makeTable(levels);
      for (const iova of [42, 2 ** 30 + 42, 2 ** 31 + 42]) expect(table.lookup(iova)).toBe(-1);
      expect(table.unmap(0, G)).toBe(0);
      table.largePages = true;
      const last = 2 ** (9 * levels) - G;
      expect(table.map(last, 0, G, RW)).toBe(0);
      expect(table.lookup((last + G) * 4096 - 1)).toBe(2 ** 30 - 1);
      expect(table.unmap(last, G)).toBe(G);
    }
  });

  test('unlinks tables that an unmap covers completely and keeps others for the next mapping', () => {
    const { table, frames } = makeTable();
    table.map(M2, 1, M2 + 4, RW);
    const before = frames.inUse;
    expect(table.unmap(M2, M2 + 4)).toBe(M2 + 4);
    expect(table.retired.length).toBe(1);
    table.unlinkEmptied();
    expect(table.retired.length).toBe(4);
    table.releaseRetired();
    expect(frames.inUse).toBe(before - 4);
    table.destroy();
    expect(frames.inUse).toBe(0);
  });

  test('charges and reports every entry it writes or clears', () => {
    const { table, core, tracer } = makeTable();
    table.map(8, 1, 3, RW);
    expect(core.ledger[ACT['write-entry']]).toBe(3 + 3);
    table.unmap(8, 3);
    expect(core.ledger[ACT['clear-entry']]).toBe(3);
    expect(tracer.counts[EVENT['entry-written']]).toBe(6);
    expect(tracer.counts[EVENT['entry-cleared']]).toBe(3);
  });

  test('translates every live range, refuses overlaps and leaks no table (property)', () => {
    const range = fc.record({
      page: fc.integer({ min: 0, max: G - 1 }),
      pages: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3000 })),
      target: fc.integer({ min: 0, max: 2 ** 30 }),
      aligned: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(range, { maxLength: 40 }), fc.boolean(), fc.boolean(), (ranges, large, three) => {
        const { table, frames, leaves } = makeTable(three ? 3 : 4);
        table.largePages = large;
        const live: { page: number; pages: number; target: number }[] = [];
        for (const drawn of ranges) {
          const page = drawn.aligned ? drawn.page - (drawn.page % M2) : drawn.page;
          const target = drawn.aligned ? drawn.target - (drawn.target % M2) : drawn.target;
          const overlaps = live.some((other) => page < other.page + other.pages && other.page < page + drawn.pages);
          const answer = table.map(page, target, drawn.pages, RW);
          expect(answer).toBe(overlaps ? OVERLAP : 0);
          if (!overlaps) live.push({ page, pages: drawn.pages, target });
        }
        for (const { page, pages, target } of live)
          for (const at of [0, pages - 1, Math.floor(pages / 2)])
            expect(table.lookup((page + at) * 4096 + 7)).toBe((target + at) * 4096 + 7);
        for (const { page, pages } of live) expect(table.unmap(page, pages)).toBe(pages);
        expect(leaves()).toEqual([]);
        table.unlinkEmptied();
        table.releaseRetired();
        expect(frames.inUse).toBe(1);
      }),
      { numRuns: 60 },
    );
  });
});
