import { describe, expect, test } from 'vitest';
import { isSteady } from '../../src/base/steady.ts';

describe('a series of samples', () => {
  test.each([
    { name: 'is steady when both halves have one mean', series: [1, 3, 2, 2], steady: true },
    { name: 'is not while it rises', series: [1, 2, 3, 4], steady: false },
    { name: 'is not while it falls', series: [4, 3, 2, 1], steady: false },
    { name: 'may waver within the tolerance', series: [2, 2, 2.1, 2.1], steady: true },
    { name: 'is judged by its end', series: [9, 9, 1, 1, 1, 1], steady: true },
    { name: 'is not when too little of it is known', series: [1, 1, 1], steady: false },
  ])('$name', ({ series, steady }) => {
    expect(isSteady(series, 2, 0.2)).toBe(steady);
  });
});
