import { multiply32, rotateLeft, shiftLeft, shiftRight, toU32, xor } from './bits.ts';

const TWO_POW_MINUS_32 = 1 / 0x1_0000_0000;

/**
 * Seeded generator xoshiro128** (Blackman and Vigna, public domain algorithm, prng.di.unimi.it): the same seed gives the
 * same numbers on every machine, since it is made of 32-bit integer operations only.
 */
export class Random {
  /** The whole state: four u32, for checkpoints. */
  readonly state = new Uint32Array(4);

  /** @param seed any integer; its low 32 bits count. */
  constructor(seed: number) {
    // The state is filled by splitmix32, as the authors advise, so that near seeds give unrelated streams.
    let s = toU32(seed);
    for (let i = 0; i < 4; i++) {
      s = toU32(s + 0x9e37_79b9);
      let z = s;
      z = multiply32(xor(z, shiftRight(z, 16)), 0x85eb_ca6b);
      z = multiply32(xor(z, shiftRight(z, 13)), 0xc2b2_ae35);
      this.state[i] = xor(z, shiftRight(z, 16));
    }
  }

  /** The next u32. */
  nextU32(): number {
    const s = this.state;
    const s0 = s[0]!;
    const s1 = s[1]!;
    const s2 = s[2]!;
    const s3 = s[3]!;
    const result = multiply32(rotateLeft(multiply32(s1, 5), 7), 9);
    const t2 = xor(s2, s0);
    const t3 = xor(s3, s1);
    s[1] = xor(s1, t2);
    s[0] = xor(s0, t3);
    s[2] = xor(t2, shiftLeft(s1, 9));
    s[3] = rotateLeft(t3, 11);
    return result;
  }

  /** An integer in 0 … limit-1; limit in 1 … 2^32. (Multiply-shift; the bias is below limit / 2^32.) */
  below(limit: number): number {
    return Math.floor(this.nextU32() * TWO_POW_MINUS_32 * limit);
  }

  /** True with the given probability in millionths (0 … 1,000,000): integers, so that it is the same everywhere. */
  chance(partsPerMillion: number): boolean {
    return this.below(1_000_000) < partsPerMillion;
  }
}
