import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { PageRanges } from '../../src/recording/page-ranges.ts';
import { NONE } from '../../src/recording/replay-pieces.ts';
import { planReplay, type ReplayPlan } from '../../src/recording/replay-plan.ts';
import { makeOperations, type Step } from './make-operations.ts';

/** Pieces as `page+pages: map operation → ending operation`, `-` for none. */
function describePieces({ pieces }: ReplayPlan): string[] {
  const name = (operation: number): string => (operation === NONE ? '-' : String(operation));
  return Array.from({ length: pieces.length }, (_, piece) => {
    const from = name(pieces.mapOperation.values[piece]!);
    const to = name(pieces.endOperation.values[piece]!);
    return `${pieces.firstPage.values[piece]}+${pieces.pages.values[piece]}: ${from} → ${to}`;
  }).sort();
}

const plan = (...steps: Step[]): ReplayPlan => planReplay(makeOperations(steps));
const map = (page: number, pages: number): Step => ({ kind: 'map', page, pages });
const unmap = (page: number, pages: number): Step => ({ kind: 'unmap', page, pages });

describe('which unmap ends which mapping', () => {
  test('one ends one', () => {
    expect(describePieces(plan(map(10, 4), unmap(10, 4)))).toEqual(['10+4: 0 → 1']);
  });

  test('one ends several', () => {
    expect(describePieces(plan(map(10, 4), map(14, 2), unmap(10, 6)))).toEqual(['10+4: 0 → 2', '14+2: 1 → 2']);
  });

  test('parts of one end one after another: each is a piece', () => {
    const pieces = describePieces(plan(map(10, 8), unmap(12, 2), unmap(10, 2)));
    expect(pieces).toEqual(['10+2: 0 → 2', '12+2: 0 → 1', '14+4: 0 → -']);
  });

  test('what was not mapped was mapped before the recording', () => {
    const { assumed, assumedPages, ...rest } = plan(map(12, 2), unmap(10, 6), unmap(30, 1));
    const pieces = describePieces({ assumed, assumedPages, ...rest });
    expect(pieces).toEqual(['10+2: - → 1', '12+2: 0 → 1', '14+2: - → 1', '30+1: - → 2']);
    expect({ pieces: assumed.length, assumedPages }).toEqual({ pieces: 3, assumedPages: 5 });
  });

  test('a map of what is mapped ends it', () => {
    const superseded = plan(map(10, 4), map(11, 1));
    expect(describePieces(superseded)).toEqual(['10+1: 0 → -', '11+1: 0 → 1', '11+1: 1 → -', '12+2: 0 → -']);
    expect(superseded.supersededMaps).toBe(1);
  });

  test('devices have address spaces of their own', () => {
    const pieces = describePieces(plan(map(10, 4), { ...map(10, 4), device: 1 }, { ...unmap(10, 4), device: 1 }));
    expect(pieces).toEqual(['10+4: 0 → -', '10+4: 1 → 2']);
  });

  test('a stale access means what was mapped there last', () => {
    const stale: Step = { kind: 'stale-access', page: 12, pages: 0 };
    const { pieces } = plan(map(10, 4), unmap(10, 4), map(12, 1), unmap(12, 1), stale);
    expect(pieces.mapOperation.values[pieces.targetOf(4)]).toBe(2);
    expect(plan(map(10, 1), stale).pieces.targetOf(1)).toBe(NONE);
  });
});

const steps = array(
  record({
    kind: constantFrom<'map' | 'unmap'>('map', 'unmap'),
    page: integer({ min: 1, max: 40 }),
    pages: integer({ min: 1, max: 12 }),
    device: integer({ min: 0, max: 1 }),
  }),
  { maxLength: 60 },
);

test('pieces say of every page when it is mapped and when it ends', () => {
  assert(
    property(steps, (recorded) => {
      const planned = planReplay(makeOperations(recorded));
      const expected: string[] = [];
      const live = new Map<string, number>();
      recorded.forEach(({ kind, page, pages, device }, index) => {
        for (let at = page; at < page + pages; at++) {
          const key = `${device}:${at}`;
          const from = live.get(key);
          if (from !== undefined) expected.push(`${key} ${from} ${index}`);
          else if (kind === 'unmap') expected.push(`${key} ${NONE} ${index}`);
          if (kind === 'map') live.set(key, index);
          else live.delete(key);
        }
      });
      for (const [key, from] of live) expected.push(`${key} ${from} ${NONE}`);
      const { pieces } = planned;
      const actual: string[] = [];
      for (let piece = 0; piece < pieces.length; piece++) {
        const device = Math.floor(pieces.source.values[piece]! / 8) - 1;
        for (let at = 0; at < pieces.pages.values[piece]!; at++) {
          const key = `${device}:${pieces.firstPage.values[piece]! + at}`;
          actual.push(`${key} ${pieces.mapOperation.values[piece]} ${pieces.endOperation.values[piece]}`);
        }
      }
      expect(actual.sort()).toEqual(expected.sort());
      const listed = recorded.flatMap((_, index) => [...pieces.mappedBy(index)]).concat(planned.assumed);
      expect(listed.sort((a, b) => a - b)).toEqual(Array.from({ length: pieces.length }, (_, piece) => piece));
    }),
  );
});

test('page ranges find and take what a plain list would', () => {
  const range = record({ first: integer({ min: 0, max: 5000 }), length: integer({ min: 1, max: 9 }) });
  assert(
    property(array(range, { minLength: 1, maxLength: 3000 }), array(range, { maxLength: 20 }), (made, taken) => {
      const ranges = new PageRanges();
      const owner = new Map<number, number>();
      made.forEach(({ first, length }, piece) => {
        const pages = Array.from({ length }, (_, at) => first + at);
        if (pages.some((page) => owner.has(page))) return;
        for (const page of pages) owner.set(page, piece);
        ranges.add({ first, end: first + length, piece });
      });
      for (const { first, length } of taken) {
        const pages = Array.from({ length }, (_, at) => first + at);
        const expected = [...new Set(pages.flatMap((page) => owner.get(page) ?? []))];
        for (const page of pages) expect(ranges.find(page)?.piece).toBe(owner.get(page));
        expect(ranges.takeOverlapping(first, first + length).map(({ piece }) => piece)).toEqual(expected);
        for (const [page, piece] of owner) if (expected.includes(piece)) owner.delete(page);
      }
    }),
    { numRuns: 30 },
  );
});
