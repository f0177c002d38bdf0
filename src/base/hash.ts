import { mixFour, toU32 } from './bits.ts';

/**
 * Rolling 64-bit fingerprint of a stream of numbers (two lanes, each in the manner of murmur3). It serves to tell whether two
 * runs did the same things; it is not cryptographic.
 */
export class RollingHash {
  /** The two lanes: the whole state, for checkpoints. */
  readonly lanes = Int32Array.of(0x9747_b28c, 0x3c6e_f372);

  /** Takes in a whole number of up to 53 bits. */
  addNumber(value: number): void {
    mixFour(this.lanes, value, 0, 0, 0);
  }

  /** Takes in four whole numbers of up to 53 bits. */
  addFour(a: number, b: number, c: number, d: number): void {
    mixFour(this.lanes, a, b, c, d);
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    return hex32(this.lanes[0]!) + hex32(this.lanes[1]!);
  }
}

function hex32(value: number): string {
  return toU32(value).toString(16).padStart(8, '0');
}
