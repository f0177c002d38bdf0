import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MappingQueue } from '../../src/guest/mapping-queue.ts';
import { MappingTable, SCATTERED } from '../../src/guest/mapping-table.ts';

describe('mapping objects', () => {
  test('are found by exactly their page frames, with enough permission and in their domain', () => {
    const mappings = new MappingTable();
    const m = mappings.create(0, 100, 7, 2, 1);
    expect(mappings.findByFrames(0, 7, 2, 1)).toBe(-1);
    mappings.share(m);
    expect(mappings.findByFrames(0, 7, 2, 1)).toBe(m);
    expect(mappings.findByFrames(0, 7, 1, 1)).toBe(-1);
    expect(mappings.findByFrames(0, 7, 2, 3)).toBe(-1);
    expect(mappings.findByFrames(1, 7, 2, 1)).toBe(-1);
    mappings.unshare(m);
    expect(mappings.findByFrames(0, 7, 2, 1)).toBe(-1);
  });

  test('of scatter lists are never shared', () => {
    const mappings = new MappingTable();
    mappings.share(mappings.create(0, 100, SCATTERED, 2, 3));
    expect(mappings.findByFrames(0, SCATTERED, 2, 1)).toBe(-1);
  });

  test('are all found by IOVA and by page frames, and no others, whatever came and went (property)', () => {
    const step = fc.record({
      act: fc.constantFrom('create' as const, 'create' as const, 'remove' as const),
      domain: fc.nat({ max: 1 }),
      iovaPage: fc.integer({ min: 0, max: 3000 }),
      gpaPage: fc.integer({ min: 0, max: 60 }),
      pages: fc.integer({ min: 1, max: 30 }),
      permissions: fc.integer({ min: 1, max: 3 }),
      which: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 300, maxLength: 1500, size: 'max' }), (program) => {
        const mappings = new MappingTable();
        const model = new Map<number, (typeof program)[number]>();
        for (const one of program) {
          if (one.act === 'remove') {
            const m = [...model.keys()][one.which % Math.max(1, model.size)];
            if (m === undefined) continue;
            model.delete(m);
            mappings.remove(m);
          } else if (mappings.findByIova(one.domain, one.iovaPage) < 0) {
            const m = mappings.create(one.domain, one.iovaPage, one.gpaPage, one.pages, one.permissions);
            mappings.share(m);
            if (model.has(m)) throw new Error('a number in use was given again');
            model.set(m, one);
          }
        }
        if (mappings.size !== model.size) throw new Error('size');
        const byIova = new Map([...model].map(([m, one]) => [`${one.domain}/${one.iovaPage}`, m]));
        for (let page = 0; page <= 3000; page++)
          for (const domain of [0, 1])
            if (mappings.findByIova(domain, page) !== (byIova.get(`${domain}/${page}`) ?? -1))
              throw new Error('by IOVA');
        for (let page = 0; page <= 60; page++)
          for (let pages = 1; pages <= 30; pages++)
            for (const wanted of [1, 2, 3]) {
              const fits = new Set(
                [...model]
                  .filter(([, one]) => one.gpaPage === page && one.pages === pages && one.domain === 0)
                  .filter(([, one]) => (one.permissions | wanted) === one.permissions)
                  .map(([m]) => m),
              );
              const found = mappings.findByFrames(0, page, pages, wanted);
              if (fits.size === 0 ? found !== -1 : !fits.has(found)) throw new Error('by page frames');
            }
      }),
      { numRuns: 3, interruptAfterTimeLimit: 10_000 },
    );
  });

  test('wait in the order they came, and leave from anywhere', () => {
    const mappings = new MappingTable();
    const queue = new MappingQueue(mappings);
    const [a, b, c] = [1, 2, 3].map((page) => mappings.create(0, page, page, page, 3)) as [number, number, number];
    for (const m of [a, b, c]) queue.push(m);
    queue.remove(b);
    expect([queue.oldest, queue.behind(a), queue.behind(c)]).toEqual([a, c, -1]);
    expect([queue.length, queue.pages]).toEqual([2, 4]);
    queue.remove(c);
    queue.push(b);
    expect([queue.oldest, queue.behind(a), queue.behind(b)]).toEqual([a, b, -1]);
    queue.remove(a);
    queue.remove(b);
    expect([queue.oldest, queue.length, queue.pages]).toEqual([-1, 0, 0]);
  });
});
