import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IovaAllocator } from '../../src/guest/iova-allocator.ts';

const FOUR_GIB = 2 ** 20;
const roundedUp = (pages: number): number => 2 ** Math.ceil(Math.log2(pages));

describe('IOVA ranges', () => {
  test('come from the top of the space below 4 GiB, as in a recording of Linux', () => {
    const iovas = new IovaAllocator(48);
    expect(iovas.allocate(1)).toBe(0xfffff);
    expect(iovas.allocate(1)).toBe(0xffffe);
    expect(iovas.allocate(2)).toBe(0xffffc);
    expect(iovas.allocate(1)).toBe(0xffffb);
  });

  test('are aligned to their size rounded up to a power of two', () => {
    const iovas = new IovaAllocator(48);
    iovas.allocate(1);
    expect(iovas.allocate(5) % 8).toBe(0);
    expect(iovas.allocate(300) % 512).toBe(0);
    expect(iovas.allocate(3000) % 4096).toBe(0);
  });

  test('are handed out again latest freed first', () => {
    const iovas = new IovaAllocator(48);
    const [a, b] = [iovas.allocate(1), iovas.allocate(1)];
    iovas.free(a, 1);
    iovas.free(b, 1);
    expect([iovas.allocate(1), iovas.allocate(1)]).toEqual([b, a]);
  });

  test('of more than 32 pages are not cached but come back all the same', () => {
    const iovas = new IovaAllocator(48);
    const first = iovas.allocate(64);
    iovas.allocate(64);
    iovas.free(first, 64);
    expect(iovas.allocate(64)).toBe(first);
  });

  test('leave out page 0 and the interrupt window, and go above 4 GiB when the space below is used up', () => {
    const iovas = new IovaAllocator(39);
    const ranges: number[] = [];
    for (let i = 0; i < 1030; i++) ranges.push(iovas.allocate(1024));
    expect(ranges.some((page) => page >= FOUR_GIB)).toBe(true);
    for (const page of ranges) {
      expect(page).toBeGreaterThan(0);
      expect(page + 1024 <= 0xfee00 || page >= 0xfef00).toBe(true);
    }
    expect(new Set(ranges).size).toBe(ranges.length);
  });

  test('run out with a clear answer and can be used again when something is freed', () => {
    const iovas = new IovaAllocator(39);
    const half = 2 ** 26;
    const top = iovas.allocate(half);
    expect(top).toBe(half);
    expect(iovas.allocate(half)).toBe(-1);
    const rest: number[] = [];
    for (let page = iovas.allocate(2 ** 24); page >= 0; page = iovas.allocate(2 ** 24)) rest.push(page);
    iovas.free(top, half);
    expect(iovas.allocate(half)).toBe(top);
    expect(iovas.allocate(2 ** 31)).toBe(-1);
  });

  test('that were cached in small pieces join again when a large range is wanted', () => {
    const iovas = new IovaAllocator(39);
    const pieces: number[] = [];
    const blocks: number[] = [];
    for (let page = iovas.allocate(2 ** 20); page >= 0; page = iovas.allocate(2 ** 20)) blocks.push(page);
    for (let page = iovas.allocate(2 ** 5); page >= 0; page = iovas.allocate(2 ** 5)) pieces.push(page);
    for (const page of pieces.slice(0, 1000)) iovas.free(page, 2 ** 5);
    expect(iovas.allocate(2 ** 12)).toBeGreaterThan(0);
  });

  test('beyond what is cached of one size go back to the free space, and stay apart from other sizes', () => {
    const iovas = new IovaAllocator(48);
    const pairs = Array.from({ length: 10 }, () => iovas.allocate(2));
    const singles = Array.from({ length: 1200 }, () => iovas.allocate(1));
    for (const page of pairs) iovas.free(page, 2);
    for (const page of singles) iovas.free(page, 1);
    const taken = new Set<number>();
    for (let i = 0; i < 10; i++) {
      const page = iovas.allocate(2);
      taken.add(page).add(page + 1);
    }
    for (let i = 0; i < 1200; i++) taken.add(iovas.allocate(1));
    expect(taken.size).toBe(1220);
  });

  test('never overlap and stay in the space, whatever is freed when (property)', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('allocate' as const), pages: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ kind: fc.constant('allocate' as const), pages: fc.integer({ min: 1, max: 2 ** 19 }) }),
      fc.record({ kind: fc.constant('free' as const), which: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (program) => {
        const iovas = new IovaAllocator(39);
        const live: { page: number; pages: number }[] = [];
        let inUse = 0;
        for (const act of program) {
          if (act.kind === 'free') {
            const [range] = live.splice(act.which % Math.max(1, live.length), 1);
            if (range === undefined) continue;
            iovas.free(range.page, range.pages);
            inUse -= roundedUp(range.pages);
          } else {
            const page = iovas.allocate(act.pages);
            if (page < 0) continue;
            const size = roundedUp(act.pages);
            expect(page % size).toBe(0);
            expect(page).toBeGreaterThan(0);
            expect(page + size).toBeLessThanOrEqual(2 ** 27);
            expect(page + size <= 0xfee00 || page >= 0xfef00).toBe(true);
            for (const other of live)
              expect(page + size <= other.page || page >= other.page + roundedUp(other.pages)).toBe(true);
            live.push({ page, pages: act.pages });
            inUse += size;
          }
          expect(iovas.pagesInUse).toBe(inUse);
        }
        for (const range of live) iovas.free(range.page, range.pages);
        expect(iovas.allocate(2 ** 26)).toBe(2 ** 26);
      }),
      { numRuns: 60 },
    );
  });
});
