/**
 * Bit arithmetic: the only file of the project where `<< >> >>> & | ^ ~` may stand.
 *
 * JavaScript's bit operators cut their operands to 32 bits, so a shift applied to an address above 4 GiB is silently
 * wrong. Everything here therefore says which it works on: a `u32` (an unsigned 32-bit half, 0 … 2^32-1) or an
 * `address` (an exact integer, 0 … 2^52).
 */

/** 2^32, the weight of the high half of a 64-bit word. */
export const TWO_32 = 0x1_0000_0000;

/** Bitwise AND of two u32, as a u32. */
export function and(a: number, b: number): number {
  return (a & b) >>> 0;
}

/** Bitwise OR of two u32, as a u32. */
export function or(a: number, b: number): number {
  return (a | b) >>> 0;
}

/** Bitwise XOR of two u32, as a u32. */
export function xor(a: number, b: number): number {
  return (a ^ b) >>> 0;
}

/** `a` with the bits of `mask` cleared, as a u32. */
export function andNot(a: number, mask: number): number {
  return (a & ~mask) >>> 0;
}

/** `a` shifted left by `count` (0 … 31), cut to a u32. */
export function shiftLeft(a: number, count: number): number {
  return (a << count) >>> 0;
}

/** `a` (u32) shifted right by `count` (0 … 31), zeros shifted in. */
export function shiftRight(a: number, count: number): number {
  return a >>> count;
}

/** The low 32 bits of any finite number, as a u32. */
export function toU32(a: number): number {
  return a >>> 0;
}

/** Whether bit `bit` (0 … 31) of a u32 is set. */
export function testBit(a: number, bit: number): boolean {
  return ((a >>> bit) & 1) !== 0;
}

/** Bits `high`…`low` (31 ≥ high ≥ low ≥ 0) of a u32, right-aligned. */
export function extract(a: number, high: number, low: number): number {
  const width = high - low + 1;
  return width === 32 ? a >>> 0 : (a >>> low) & ((1 << width) - 1);
}

/** `a` (u32) with bits `high`…`low` replaced by `value`; bits of `value` that do not fit are dropped. */
export function insert(a: number, high: number, low: number, value: number): number {
  const mask = fieldMask(high, low);
  return ((a & ~mask) | ((value << low) & mask)) >>> 0;
}

/** A u32 with exactly the bits `high`…`low` set. */
export function fieldMask(high: number, low: number): number {
  const width = high - low + 1;
  return (width === 32 ? 0xffff_ffff : ((1 << width) - 1) << low) >>> 0;
}

/** The low 32 bits of an address. */
export function lowHalf(address: number): number {
  return address >>> 0;
}

/** The bits 63:32 of an address (exact up to 2^53). */
export function highHalf(address: number): number {
  return Math.floor(address / TWO_32);
}

/** The exact integer `high` · 2^32 + `low`; `high` must be below 2^21 for the result to be exact. */
export function joinHalves(high: number, low: number): number {
  return high * TWO_32 + low;
}

/** Offset of an address in its 4 KiB page. */
export function pageOffset(address: number): number {
  return address & 0xfff;
}

/** The address with its low 12 bits cleared (exact up to 2^53). */
export function pageBase(address: number): number {
  return address - (address & 0xfff);
}

/** The 4 KiB page number of an address (exact up to 2^53). */
export function pageNumber(address: number): number {
  return Math.floor(address / 4096);
}

/** The smallest n with 2^n ≥ value, for value in 1 … 2^31. */
export function ceilLog2(value: number): number {
  return value <= 1 ? 0 : 32 - Math.clz32(value - 1);
}

/** The largest n with 2^n ≤ value, for value in 1 … 2^32-1. */
export function floorLog2(value: number): number {
  return 31 - Math.clz32(value);
}

/** Number of set bits of a u32. */
export function popCount(a: number): number {
  let v = a - ((a >>> 1) & 0x5555_5555);
  v = (v & 0x3333_3333) + ((v >>> 2) & 0x3333_3333);
  return (((v + (v >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}

/** Index of the lowest set bit of a non-zero u32. */
export function lowestSetBit(a: number): number {
  return 31 - Math.clz32(a & -a);
}

/** The 32-bit product of two u32, cut to a u32 (both in full precision, unlike `*`). */
export function multiply32(a: number, b: number): number {
  return Math.imul(a, b) >>> 0;
}

/** `a` (u32) rotated left by `count` (1 … 31). */
export function rotateLeft(a: number, count: number): number {
  return ((a << count) | (a >>> (32 - count))) >>> 0;
}
