import { and, shiftRight } from './bits.ts';

const CHUNK = 1024;

/** Whole numbers (32 bits, signed) by index, most of them 0: only the chunks that hold another number take space. */
export class SparseIntegers {
  private readonly chunks = new Map<number, Int32Array>();

  /** @param index 0 … 2^31 - 1. */
  get(index: number): number {
    const chunk = this.chunks.get(shiftRight(index, 10));
    return chunk === undefined ? 0 : chunk[and(index, CHUNK - 1)]!;
  }

  /** Adds to a number. @returns the new one. */
  add(index: number, change: number): number {
    const place = shiftRight(index, 10);
    let chunk = this.chunks.get(place);
    if (chunk === undefined) {
      chunk = new Int32Array(CHUNK);
      this.chunks.set(place, chunk);
    }
    return (chunk[and(index, CHUNK - 1)]! += change);
  }
}
