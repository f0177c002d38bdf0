import { multiply32, rotateLeft, xor } from './bits.ts';

/**
 * Rolling 64-bit fingerprint of a stream of u32 words (two lanes in the manner of murmur3). It serves to tell whether two
 * runs did the same things; it is not cryptographic.
 */
export class RollingHash {
  /** The two lanes: the whole state, for checkpoints. */
  readonly lanes = Uint32Array.of(0x9747_b28c, 0x3c6e_f372);

  /** Takes in one word. */
  add(word: number): void {
    const lanes = this.lanes;
    lanes[0] = multiply32(rotateLeft(xor(lanes[0]!, multiply32(word, 0xcc9e_2d51)), 13), 5) + 0xe654_6b64;
    lanes[1] = multiply32(rotateLeft(xor(lanes[1]!, multiply32(word, 0x1b87_3593)), 17), 9) + 0x52dc_e729;
  }

  /** Takes in an exact integer of up to 53 bits as two words. */
  addNumber(value: number): void {
    this.add(value);
    this.add(Math.floor(value / 0x1_0000_0000));
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    return hex32(this.lanes[0]!) + hex32(this.lanes[1]!);
  }
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
