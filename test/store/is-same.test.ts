import { assert, jsonValue, property } from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { isSame } from '../../src/store/is-same.ts';

test('a copy says the same, and a difference anywhere is found', () => {
  const copy = structuredClone(DEFAULT_CONFIG);
  expect(isSame(DEFAULT_CONFIG, copy)).toBe(true);
  const row = copy.costs.rows['core-frequency'];
  const dearer = { ...copy.costs, rows: { ...copy.costs.rows, 'core-frequency': { ...row, value: row.value + 1 } } };
  expect(isSame(DEFAULT_CONFIG, { ...copy, costs: dearer })).toBe(false);
  expect(isSame({ refused: {} }, { refused: { strategy: 'no' } })).toBe(false);
  expect(isSame({ refused: { strategy: 'no' } }, { refused: {} })).toBe(false);
  expect(isSame([1, 2], [1, 2, 3])).toBe(false);
  expect(isSame([], {})).toBe(false);
  expect(isSame({ a: undefined }, {})).toBe(true);
  expect(isSame(undefined, {})).toBe(false);
});

test('it agrees with the text of what it compares', () => {
  const data = jsonValue({ maxDepth: 3 });
  assert(
    property(data, data, (one, other) => {
      expect(isSame(one, JSON.parse(JSON.stringify(one)))).toBe(true);
      if (isSame(one, other)) expect(canonical(other)).toBe(canonical(one));
      else expect(canonical(other)).not.toBe(canonical(one));
    }),
  );
});

/** JSON with keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
