import { and, shiftRight, toU32, xor } from '../base/bits.ts';

/** CRC-32 of each byte, reflected polynomial edb88320 (RFC 1952, section 8). */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = xor(shiftRight(value, 1), value % 2 === 1 ? 0xedb8_8320 : 0);
  return value;
});

/** The CRC-32 of a stream of bytes, as gzip's trailer holds it: fflate's streams do not check theirs. */
export class Crc32 {
  private register = 0xffff_ffff;

  /** Takes in the next bytes. */
  add(bytes: Uint8Array): void {
    let register = this.register;
    for (let i = 0; i < bytes.length; i++) {
      register = xor(shiftRight(register, 8), TABLE[and(xor(register, bytes[i]!), 0xff)]!);
    }
    this.register = register;
  }

  /** The checksum of all bytes so far, a u32. */
  get value(): number {
    return toU32(xor(this.register, 0xffff_ffff));
  }
}
