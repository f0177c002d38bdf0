import { shiftLeft, toU32, TWO_32, xor } from './bits.ts';

/** Low part of the prime of 64 bits, 2^40 + 0x1b3. */
const PRIME_LOW = 0x1b3;

/**
 * FNV-1a of 64 bits over bytes: a name for a file's content that stays the same in every version of this program. Not
 * cryptographic: it tells files apart that nobody forged.
 */
export class ByteHash {
  private high = 0xcbf2_9ce4;
  private low = 0x8422_2325;

  /** Takes in the next bytes; any division into calls gives the same digest. */
  add(bytes: Uint8Array): void {
    let { high, low } = this;
    for (const byte of bytes) {
      const mixed = xor(low, byte);
      const product = mixed * PRIME_LOW;
      high = toU32(high * PRIME_LOW + Math.floor(product / TWO_32) + shiftLeft(mixed, 8));
      low = toU32(product);
    }
    this.high = high;
    this.low = low;
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    return hex32(this.high) + hex32(this.low);
  }
}

/** The digest of some bytes. */
export function hashBytes(bytes: Uint8Array): string {
  const hash = new ByteHash();
  hash.add(bytes);
  return hash.digest();
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
