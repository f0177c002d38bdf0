import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { PageSet } from '../../src/recording/page-set.ts';

describe('PageSet', () => {
  test('counts like a set of numbers', () => {
    // Around a border of the second level, so that whole nodes come and go.
    const first = fc.integer({ min: 0, max: 4000 }).map((offset) => 1024 * 1024 - 2000 + offset);
    const step = fc.record({ add: fc.boolean(), first, count: fc.integer({ min: 0, max: 3000 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const pages = new PageSet();
        const model = new Set<number>();
        for (const { add, first: start, count } of steps) {
          const before = model.size;
          for (let page = start; page < start + count; page++) {
            if (add) model.add(page);
            else model.delete(page);
          }
          const change = add ? pages.add(start, count) : pages.remove(start, count);
          expect(change).toBe(Math.abs(model.size - before));
          expect(pages.size).toBe(model.size);
        }
      }),
    );
  });

  test('takes ranges of terabytes', () => {
    const pages = new PageSet();
    expect(pages.add(0, 2 ** 40)).toBe(2 ** 40);
    expect(pages.add(12_345, 2 ** 30)).toBe(0);
    expect(pages.remove(2 ** 39 + 1, 2 ** 38)).toBe(2 ** 38);
    expect(pages.remove(2 ** 39, 2)).toBe(1);
    expect(pages.add(2 ** 39 + 7, 1)).toBe(1);
    expect(pages.size).toBe(2 ** 40 - 2 ** 38);
  });
});
