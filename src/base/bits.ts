/**
 * Bit arithmetic: the only file of the project where `<< >> >>> & | ^ ~` may stand.
 *
 * JavaScript's bit operators cut their operands to 32 bits, so a shift applied to an address above 4 GiB is silently
 * wrong. Everything here therefore says which it works on: a `u32` (an unsigned 32-bit half, 0 … 2^32-1) or an
 * `address` (an exact integer, 0 … 2^52).
 *
 * They are constants and not function declarations because the engine knows that a constant stays what it is: it inlines
 * these without looking up, at every use, whether somebody has replaced them.
 */

/** 2^32, the weight of the high half of a 64-bit word. */
export const TWO_32 = 0x1_0000_0000;

/** Bitwise AND of two u32, as a u32. */
export const and = (a: number, b: number): number => (a & b) >>> 0;

/** Bitwise OR of two u32, as a u32. */
export const or = (a: number, b: number): number => (a | b) >>> 0;

/** Bitwise XOR of two u32, as a u32. */
export const xor = (a: number, b: number): number => (a ^ b) >>> 0;

/** `a` with the bits of `mask` cleared, as a u32. */
export const andNot = (a: number, mask: number): number => (a & ~mask) >>> 0;

/** `a` shifted left by `count` (0 … 31), cut to a u32. */
export const shiftLeft = (a: number, count: number): number => (a << count) >>> 0;

/** `a` (u32) shifted right by `count` (0 … 31), zeros shifted in. */
export const shiftRight = (a: number, count: number): number => a >>> count;

/** The low 32 bits of any finite number, as a u32. */
export const toU32 = (a: number): number => a >>> 0;

/**
 * A whole number below 2^31 as an array index. It changes nothing but what the engine knows: sums and products of u32 run
 * in floating point unless they are cut back, which costs more than the table look-up they are for.
 */
export const toIndex = (a: number): number => a | 0;

/** Whether bit `bit` (0 … 31) of a u32 is set. */
export const testBit = (a: number, bit: number): boolean => ((a >>> bit) & 1) !== 0;

/** Bits `high`…`low` (31 ≥ high ≥ low ≥ 0) of a u32, right-aligned. */
export const extract = (a: number, high: number, low: number): number => {
  const width = high - low + 1;
  return width === 32 ? a >>> 0 : (a >>> low) & ((1 << width) - 1);
};

/** A u32 with exactly the bits `high`…`low` set. */
export const fieldMask = (high: number, low: number): number => {
  const width = high - low + 1;
  return (width === 32 ? 0xffff_ffff : ((1 << width) - 1) << low) >>> 0;
};

/** `a` (u32) with bits `high`…`low` replaced by `value`; bits of `value` that do not fit are dropped. */
export const insert = (a: number, high: number, low: number, value: number): number => {
  const mask = fieldMask(high, low);
  return ((a & ~mask) | ((value << low) & mask)) >>> 0;
};

/** The low 32 bits of an address. */
export const lowHalf = (address: number): number => address >>> 0;

/** The bits 63:32 of an address, as a u32. */
export const highHalf = (address: number): number => (address / TWO_32) >>> 0;

/** The exact integer `high` · 2^32 + `low`; `high` must be below 2^21 for the result to be exact. */
export const joinHalves = (high: number, low: number): number => high * TWO_32 + low;

/** Offset of an address in its 4 KiB page. */
export const pageOffset = (address: number): number => address & 0xfff;

/** The address with its low 12 bits cleared (exact up to 2^53). */
export const pageBase = (address: number): number => address - (address & 0xfff);

/** The 4 KiB page number of an address (exact up to 2^53). */
export const pageNumber = (address: number): number => Math.floor(address / 4096);

/** The smallest n with 2^n ≥ value, for value in 1 … 2^31. */
export const ceilLog2 = (value: number): number => (value <= 1 ? 0 : 32 - Math.clz32(value - 1));

/** The largest n with 2^n ≤ value, for value in 1 … 2^32-1. */
export const floorLog2 = (value: number): number => 31 - Math.clz32(value);

/** Number of set bits of a u32. */
export const popCount = (a: number): number => {
  let v = a - ((a >>> 1) & 0x5555_5555);
  v = (v & 0x3333_3333) + ((v >>> 2) & 0x3333_3333);
  return (((v + (v >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
};

/** Index of the lowest set bit of a non-zero u32. */
export const lowestSetBit = (a: number): number => 31 - Math.clz32(a & -a);

/** The 32-bit product of two u32, cut to a u32 (both in full precision, unlike `*`). */
export const multiply32 = (a: number, b: number): number => Math.imul(a, b) >>> 0;

/** `a` (u32) rotated left by `count` (1 … 31). */
export const rotateLeft = (a: number, count: number): number => ((a << count) | (a >>> (32 - count))) >>> 0;

/** One step of a 32-bit multiply-rotate mix: takes `word` into `lane`. A bijection of either for any value of the other. */
const mix13 = (lane: number, word: number): number => {
  const mixed = lane ^ word;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 0xcc9e_2d51) + 0xe654_6b64) | 0;
};
const mix15 = (lane: number, word: number): number => {
  const mixed = lane ^ word;
  return (Math.imul((mixed << 15) | (mixed >>> 17), 0x1b87_3593) + 0x52dc_e729) | 0;
};

/**
 * Takes rows `from` … `to` - 1 of three columns of doubles (`wide`, given as their little-endian u32 words) and three columns of
 * u16 (`narrow`) into a hash of four 32-bit lanes. Every word goes into one lane, and each lane into another after each row.
 * A loop of its own because it runs for every event: nothing is called and nothing is boxed; four lanes because a processor
 * multiplies for all of them at once, while each has to wait for itself.
 */
export const mixRows = (
  lanes: Int32Array,
  wide: readonly [Uint32Array, Uint32Array, Uint32Array],
  narrow: readonly [Uint16Array, Uint16Array, Uint16Array],
  from: number,
  to: number,
): void => {
  const [a, b, c] = wide;
  const [d, e, f] = narrow;
  let x = lanes[0]!;
  let y = lanes[1]!;
  let z = lanes[2]!;
  let w = lanes[3]!;
  for (let row = from; row < to; row++) {
    const low = 2 * row;
    x = mix13(mix13(x, a[low]!), c[low + 1]!);
    y = mix15(mix15(y, b[low]!), a[low + 1]!);
    z = mix13(mix13(z, c[low]!), f[row]!);
    w = mix15(mix15(w, b[low + 1]!), d[row]! | (e[row]! << 16));
    const first = x;
    x = (x + y) | 0;
    y = (y + z) | 0;
    z = (z + w) | 0;
    w = (w + first) | 0;
  }
  lanes[0] = x;
  lanes[1] = y;
  lanes[2] = z;
  lanes[3] = w;
};

/** Takes one whole number of up to 53 bits into the first two 32-bit lanes of a hash. */
export const mixNumber = (lanes: Int32Array, value: number): void => {
  const low = value >>> 0;
  const high = (value / TWO_32) >>> 0;
  lanes[0] = mix13(mix13(lanes[0]!, low), high);
  lanes[1] = mix15(mix15(lanes[1]!, low), high);
};

/** Takes words into the first two 32-bit lanes of a hash. */
export const mixWords = (lanes: Int32Array, words: Int32Array): void => {
  let x = lanes[0]!;
  let y = lanes[1]!;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    x = mix13(x, word);
    y = mix15(y ^ x, word);
  }
  lanes[0] = x;
  lanes[1] = y;
};

/**
 * Looks for a difference between `a` from `start` on and `b`, in blocks of eight words: eight exclusive-ors cost less than
 * eight decisions, and a checkpoint compares millions of words.
 * @param from where in `b` to begin, a multiple of eight; its length is one too.
 * @returns where the block begins that has one, `b.length` when there is none.
 */
export const differingBlock = (a: Int32Array, start: number, b: Int32Array, from: number): number => {
  const end = b.length;
  for (let i = from; i < end; i += 8) {
    const at = start + i;
    const low = (a[at]! ^ b[i]!) | (a[at + 1]! ^ b[i + 1]!) | (a[at + 2]! ^ b[i + 2]!) | (a[at + 3]! ^ b[i + 3]!);
    const high =
      (a[at + 4]! ^ b[i + 4]!) | (a[at + 5]! ^ b[i + 5]!) | (a[at + 6]! ^ b[i + 6]!) | (a[at + 7]! ^ b[i + 7]!);
    if ((low | high) !== 0) return i;
  }
  return end;
};
