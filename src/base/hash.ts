import { mixNumber, mixRows, mixWords, multiply32, toU32, xor } from './bits.ts';

/** Columns of equal length: three of doubles, seen as their u32 words, and three of u16. */
export interface HashedColumns {
  readonly wide: readonly [Uint32Array, Uint32Array, Uint32Array];
  readonly narrow: readonly [Uint16Array, Uint16Array, Uint16Array];
}

/**
 * Rolling fingerprint of a stream of numbers (four lanes of multiply-rotate steps, after murmur3). It serves to tell whether
 * two runs did the same things; it is not cryptographic.
 */
export class RollingHash {
  /** The lanes: the whole state, for checkpoints. */
  readonly lanes = Int32Array.of(0x9747_b28c, 0x3c6e_f372, 0x1f83_d9ab, 0x5be0_cd19);

  /** Takes in a whole number of up to 53 bits. */
  addNumber(value: number): void {
    mixNumber(this.lanes, value);
  }

  /** Takes in rows `from` … `to` - 1, one after another: any division into calls gives the same fingerprint. */
  addRows(columns: HashedColumns, from: number, to: number): void {
    mixRows(this.lanes, columns.wide, columns.narrow, from, to);
  }

  addWords(words: Int32Array): void {
    mixWords(this.lanes, words);
  }

  /** Sixteen hexadecimal digits, in which each lane counts. */
  digest(): string {
    const [x, y, z, w] = this.lanes;
    return folded(x!, z!) + folded(y!, w!);
  }
}

function folded(a: number, b: number): string {
  return xor(a, multiply32(toU32(b), 0x9e37_79b1))
    .toString(16)
    .padStart(8, '0');
}
