import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { highHalf, lowHalf } from '../../src/base/bits.ts';
import {
  isInterruptAddress,
  levelIndex,
  levelIndexOf,
  levelOfPageSize,
  levelSize,
  splitAddress,
} from '../../src/spec/address.ts';
import { FAULT, FAULT_REASONS, faultReason } from '../../src/spec/fault-reasons.ts';
import {
  addressWidthOfLevels,
  bitsOfLevels,
  entryAddress,
  entryFrame,
  isLeaf,
  levelsOfAddressWidth,
  secondLevelEntryLow,
  secondLevelFlags,
  secondLevelReserved,
} from '../../src/spec/remapping-structures.ts';

const iova = fc.nat({ max: 2 ** 48 - 1 });
const level = fc.integer({ min: 1, max: 4 });

describe('addresses', () => {
  test('are cut into indices of nine bits a level', () => {
    fc.assert(
      fc.property(iova, level, (address, at) => {
        const expected = Number((BigInt(address) >> BigInt(3 + 9 * at)) & 0x1ffn);
        expect(levelIndex(lowHalf(address), highHalf(address), at)).toBe(expected);
        expect(levelIndexOf(address, at)).toBe(expected);
      }),
    );
  });

  test('are the sum of their parts', () => {
    fc.assert(
      fc.property(iova, fc.integer({ min: 1, max: 3 }), (address, leafLevel) => {
        const parts = splitAddress(address, 4, leafLevel);
        const sum = parts.reduce((all, part) => all + part.value * (part.level === 0 ? 1 : levelSize(part.level)), 0);
        expect(sum).toBe(address);
        expect(parts.map((part) => part.bits[0])).toEqual([47, 38, 29, 20, 11].slice(0, 5 - leafLevel + 1));
      }),
    );
  });

  test('have pages of three sizes', () => {
    expect([0x1000, 0x20_0000, 0x4000_0000, 0x80_0000_0000, 0x2000].map((size) => levelOfPageSize(size))).toEqual([
      1, 2, 3, 0, 0,
    ]);
  });

  test('of interrupts are 0xfee00000 to 0xfeefffff', () => {
    const at = [0xfedf_ffff, 0xfee0_0000, 0xfeef_ffff, 0xfef0_0000, 0x1_fee0_0000];
    expect(at.map((address) => isInterruptAddress(address))).toEqual([false, true, true, false, false]);
  });
});

describe('paging entries', () => {
  test('hold an address and flags', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 40 - 1 }), fc.boolean(), fc.boolean(), (page, canRead, canWrite) => {
        const address = page * 4096;
        const low = secondLevelEntryLow(address, secondLevelFlags(canRead, canWrite, false));
        expect(entryAddress(low, highHalf(address))).toBe(address);
        expect(entryFrame(low, highHalf(address))).toBe(page < 2 ** 32 ? page : 2 ** 32 - 1);
        expect(low % 4).toBe((canRead ? 1 : 0) + (canWrite ? 2 : 0));
      }),
    );
  });

  test('are leaves at level 1, or with PS', () => {
    expect([isLeaf(3, 1), isLeaf(3, 2), isLeaf(0x83, 2), isLeaf(0x83, 3)]).toEqual([true, false, true, true]);
  });

  test('have reserved bits that depend on width, level and page size', () => {
    const hex = (aw: number, at: number, leaf: boolean) =>
      secondLevelReserved(aw, at, leaf).map((half) => half.toString(16));
    expect(hex(48, 1, true)).toEqual(['800', '400f0000']);
    expect(hex(48, 2, false)).toEqual(['800', '400f0000']);
    expect(hex(48, 2, true)).toEqual(['1ff800', '400f0000']);
    expect(hex(48, 3, true)).toEqual(['3ffff800', '400f0000']);
    expect(hex(48, 4, false)).toEqual(['880', '400f0000']);
    expect(hex(39, 1, true)).toEqual(['800', '400fff80']);
  });

  test('belong to tables of 3 or 4 levels', () => {
    expect([1, 2].map((aw) => levelsOfAddressWidth(aw))).toEqual([3, 4]);
    expect([3, 4].map((levels) => addressWidthOfLevels(levels))).toEqual([1, 2]);
    expect([3, 4].map((levels) => bitsOfLevels(levels))).toEqual([39, 48]);
  });
});

describe('fault reasons', () => {
  test('are numbered 1 to 0xd', () => {
    expect(FAULT_REASONS.map((row) => row.code)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
    expect(FAULT['paging-entry-reserved']).toBe(0xc);
    expect(faultReason(5)?.text).toContain('written');
    expect(faultReason(0x20)).toBeUndefined();
  });

  test('can be silenced once the context entry could be read', () => {
    const unqualified = FAULT_REASONS.filter((row) => !row.qualified).map((row) => row.code);
    expect(unqualified).toEqual([1, 8, 9, 0xa]);
  });
});
