import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as bits from '../../src/base/bits.ts';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const address = fc.integer({ min: 0, max: 2 ** 52 });

describe('bits', () => {
  it('agrees with bigint arithmetic on halves and fields', () => {
    fc.assert(
      fc.property(u32, u32, fc.nat(31), fc.nat(31), (a, b, x, y) => {
        const [high, low] = [Math.max(x, y), Math.min(x, y)];
        const mask = ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
        expect(BigInt(bits.and(a, b))).toBe(BigInt(a) & BigInt(b));
        expect(BigInt(bits.or(a, b))).toBe(BigInt(a) | BigInt(b));
        expect(BigInt(bits.xor(a, b))).toBe(BigInt(a) ^ BigInt(b));
        expect(BigInt(bits.fieldMask(high, low))).toBe(mask);
        expect(BigInt(bits.extract(a, high, low))).toBe((BigInt(a) & mask) >> BigInt(low));
        expect(BigInt(bits.insert(a, high, low, b))).toBe(
          (BigInt(a) & ~mask) | ((BigInt(b) << BigInt(low)) & mask & 0xffff_ffffn),
        );
        expect(bits.popCount(a)).toBe(a.toString(2).replaceAll('0', '').length);
      }),
    );
  });

  it('splits and joins addresses above 4 GiB without loss', () => {
    fc.assert(
      fc.property(address, (a) => {
        expect(bits.joinHalves(bits.highHalf(a), bits.lowHalf(a))).toBe(a);
        expect(bits.pageBase(a) + bits.pageOffset(a)).toBe(a);
        expect(bits.pageNumber(a) * 4096).toBe(bits.pageBase(a));
      }),
    );
  });

  it('rounds sizes up to powers of two', () => {
    expect([1, 2, 3, 4, 5, 512, 513].map(bits.ceilLog2)).toEqual([0, 1, 2, 2, 3, 9, 10]);
    expect([1, 2, 3, 4, 0xffff_ffff].map(bits.floorLog2)).toEqual([0, 1, 1, 2, 31]);
    expect([1, 2, 12, 0x8000_0000].map(bits.lowestSetBit)).toEqual([0, 1, 2, 31]);
  });
});
