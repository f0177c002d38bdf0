/** Bytes inside a device on their way to or from memory. Made once, used for every transfer. */
export class DmaBuffer {
  readonly bytes: Uint8Array;
  /** The same bytes as little-endian u32 (every machine that runs this is little-endian). */
  readonly words: Uint32Array;

  /** @param size in bytes, a multiple of 4. */
  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.words = new Uint32Array(this.bytes.buffer);
  }
}
