import { pageNumber, pageOffset } from '../base/bits.ts';
import type { MemoryPort } from './ports.ts';

const WORDS_PER_FRAME = 1024;
const DIRECTORY_SPAN = 1024;

/** RAM that is left out of a memory: [start, end) in bytes, both multiples of 4096. */
export interface MemoryHole {
  readonly start: number;
  readonly end: number;
}

/**
 * Sparse RAM. Page frames that were never written take no space and read as zero; the written ones lie one after another
 * in a single growing array of u32 words, so that a page walk is plain array indexing and a checkpoint one copy.
 */
export class PhysicalMemory implements MemoryPort {
  /** Size in bytes, a multiple of 4096. */
  readonly size: number;
  private readonly hole: MemoryHole | undefined;
  /** Page frame → 1 + slot in `words`; 0 = never written. Two levels, so that 1 TiB costs nothing. */
  private readonly directory: (Int32Array | undefined)[] = [];
  private words = new Uint32Array(64 * WORDS_PER_FRAME);
  private bytes = new Uint8Array(this.words.buffer);
  private used = 0;

  constructor(size: number, hole?: MemoryHole) {
    this.size = size;
    this.hole = hole;
  }

  contains(address: number, length: number): boolean {
    if (address < 0 || address + length > this.size) return false;
    const hole = this.hole;
    return hole === undefined || address + length <= hole.start || address >= hole.end;
  }

  read32(address: number): number {
    const frame = pageNumber(address);
    const chunk = this.directory[Math.floor(frame / DIRECTORY_SPAN)];
    if (chunk === undefined) return 0;
    const slot = chunk[frame % DIRECTORY_SPAN]!;
    return slot === 0 ? 0 : this.words[(slot - 1) * WORDS_PER_FRAME + Math.floor(pageOffset(address) / 4)]!;
  }

  write32(address: number, value: number): void {
    if (!this.contains(address, 4)) return;
    const slot = this.slotFor(pageNumber(address));
    this.words[slot * WORDS_PER_FRAME + Math.floor(pageOffset(address) / 4)] = value;
  }

  readBytes(address: number, into: Uint8Array, length: number): void {
    let done = 0;
    while (done < length) {
      const at = address + done;
      const offset = pageOffset(at);
      const count = Math.min(length - done, 4096 - offset);
      const slot = this.contains(at, count) ? this.slotOf(pageNumber(at)) : -1;
      if (slot < 0) into.fill(0, done, done + count);
      else into.set(this.bytes.subarray(slot * 4096 + offset, slot * 4096 + offset + count), done);
      done += count;
    }
  }

  writeBytes(address: number, from: Uint8Array, length: number): void {
    let done = 0;
    while (done < length) {
      const at = address + done;
      const offset = pageOffset(at);
      const count = Math.min(length - done, 4096 - offset);
      if (this.contains(at, count)) {
        const slot = this.slotFor(pageNumber(at));
        this.bytes.set(
          done === 0 && count === from.length ? from : from.subarray(done, done + count),
          slot * 4096 + offset,
        );
      }
      done += count;
    }
  }

  /** Number of page frames that hold anything. */
  get framesInUse(): number {
    return this.used;
  }

  private slotOf(frame: number): number {
    const chunk = this.directory[Math.floor(frame / DIRECTORY_SPAN)];
    return chunk === undefined ? -1 : chunk[frame % DIRECTORY_SPAN]! - 1;
  }

  private slotFor(frame: number): number {
    const index = Math.floor(frame / DIRECTORY_SPAN);
    let chunk = this.directory[index];
    if (chunk === undefined) {
      chunk = new Int32Array(DIRECTORY_SPAN);
      this.directory[index] = chunk;
    }
    const known = chunk[frame % DIRECTORY_SPAN]!;
    if (known !== 0) return known - 1;
    if ((this.used + 1) * WORDS_PER_FRAME > this.words.length) this.grow();
    this.used += 1;
    chunk[frame % DIRECTORY_SPAN] = this.used;
    return this.used - 1;
  }

  private grow(): void {
    const words = new Uint32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    this.bytes = new Uint8Array(words.buffer);
  }
}
