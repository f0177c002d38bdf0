import { describe, expect, it } from 'vitest';
import { RollingHash } from '../../src/base/hash.ts';
import { Random } from '../../src/base/random.ts';

describe('Random', () => {
  it('gives the numbers of the published algorithm (xoshiro128** from state 1, 2, 3, 4)', () => {
    const random = new Random(0);
    random.state.set([1, 2, 3, 4]);
    // As the authors' C reference gives.
    expect([random.nextU32(), random.nextU32(), random.nextU32(), random.nextU32()]).toEqual([
      11520, 0, 5927040, 70819200,
    ]);
  });

  it('repeats itself from the same seed and differs from another', () => {
    const draw = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 50 }, () => random.nextU32());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('spreads evenly and keeps to its limits', () => {
    const random = new Random(1);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 100_000; i++) counts[random.below(10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    let cold = 0;
    for (let i = 0; i < 100_000; i++) if (random.chance(35_000)) cold += 1;
    expect(Math.abs(cold - 3500)).toBeLessThan(300);
  });
});

describe('RollingHash', () => {
  it('tells apart streams that differ in one word, its place or its high half', () => {
    const digest = (values: readonly number[]): string => {
      const hash = new RollingHash();
      for (const value of values) hash.addNumber(value);
      return hash.digest();
    };
    const digests = [[], [0], [1], [2 ** 32 + 1], [1, 2], [2, 1], [0, 0]].map(digest);
    expect(new Set(digests).size).toBe(digests.length);
    expect(digest([5, 6])).toBe(digest([5, 6]));
    expect(digest([5, 6])).toMatch(/^[0-9a-f]{16}$/);
  });
});
