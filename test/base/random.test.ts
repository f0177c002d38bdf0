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
  type Row = readonly [number, number, number, number, number, number];
  const digest = (rows: readonly Row[], cuts: readonly number[] = []): string => {
    const hash = new RollingHash();
    const wide = (column: number) => new Uint32Array(Float64Array.from(rows, (row) => row[column]!).buffer);
    const narrow = (column: number) => Uint16Array.from(rows, (row) => row[column]!);
    const columns = {
      wide: [wide(0), wide(1), wide(2)],
      narrow: [narrow(3), narrow(4), narrow(5)],
    } as const;
    const ends = [...cuts, rows.length];
    ends.forEach((end, index) => hash.addRows(columns, index === 0 ? 0 : ends[index - 1]!, end));
    return hash.digest();
  };

  it('tells apart streams that differ in one word, its place or its high half, in the last row as in the first', () => {
    const base: readonly Row[] = [
      [5, 6, 7, 1, 2, 3],
      [5, 6, 7, 1, 2, 3],
    ];
    const variants = base.flatMap((row, r) =>
      row.flatMap((value, column) =>
        (column < 3 ? [value + 1, value + 2 ** 32, 0] : [value + 1, 0]).map((changed) =>
          base.map((one, index) => (index === r ? one.with(column, changed) : one) as unknown as Row),
        ),
      ),
    );
    const digests = [[], base, [base[0]!], [...base, base[0]!], ...variants].map((rows) => digest(rows));
    expect(new Set(digests).size).toBe(digests.length);
    expect(digest(base)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('depends on the rows and not on how they are divided into calls', () => {
    const rows = Array.from({ length: 10 }, (_, i): Row => [i * 1000, 0xffff_f000 - i, i, i, 1, 8]);
    expect(digest(rows, [1, 4, 5])).toBe(digest(rows));
  });
});
