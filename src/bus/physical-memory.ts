import { assert } from '../base/assert.ts';
import { and, or, pageNumber, pageOffset, shiftLeft, shiftRight, toIndex, toU32 } from '../base/bits.ts';
import { PAGE_SIZE } from './addresses.ts';
import type { MemoryPort } from './ports.ts';

const WORDS_PER_FRAME = 1024;
/** Page frames per chunk of the directory. */
const CHUNK = 1024;
/** Beyond any address width here, and page frame numbers still fit 32 bits. */
const LARGEST = 2 ** 43;

/** RAM that is left out of a memory: [start, end) in bytes, both multiples of 4096. */
export interface MemoryHole {
  readonly start: number;
  readonly end: number;
}

/**
 * Sparse RAM. Page frames that were never written take no space and read as zero; the written ones lie one after another
 * in a single growing array of u32 words, so that a page walk is plain array indexing and a checkpoint one copy.
 *
 * Two steps lead from a page frame to its place: `chunkOf` names the chunk of the directory, `placeOf` the frame's place
 * in `words`. Chunk 0 is empty and place 0 is a frame of zeros: what was never written leads there, so reading needs no
 * case distinction.
 */
export class PhysicalMemory implements MemoryPort {
  /** Size in bytes, a multiple of 4096. */
  readonly size: number;
  private readonly hole: MemoryHole | undefined;
  private readonly frames: number;
  private readonly chunkOf: Uint32Array;
  private placeOf = new Uint32Array(4 * CHUNK);
  private chunks = 1;
  words = new Uint32Array(64 * WORDS_PER_FRAME);
  private bytes = new Uint8Array(this.words.buffer);
  private places = 1;

  /** @param size in bytes, a multiple of 4096, at most 2^43. */
  constructor(size: number, hole?: MemoryHole) {
    assert(size % PAGE_SIZE === 0 && size <= LARGEST, 'memory of whole page frames, at most 8 TiB');
    this.size = size;
    this.hole = hole;
    this.frames = size / PAGE_SIZE;
    this.chunkOf = new Uint32Array(Math.ceil(size / PAGE_SIZE / CHUNK));
  }

  contains(address: number, length: number): boolean {
    if (address < 0 || address + length > this.size) return false;
    const hole = this.hole;
    return hole === undefined || address + length <= hole.start || address >= hole.end;
  }

  read32(address: number): number {
    return address < 0 || address >= this.size ? 0 : this.words[this.wordIndex(address)]!;
  }

  write32(address: number, value: number): void {
    if (!this.contains(address, 4)) return;
    const place = this.placeFor(toU32(pageNumber(address)));
    this.words[or(shiftLeft(place, 10), shiftRight(pageOffset(address), 2))] = value;
  }

  readBytes(address: number, into: Uint8Array, length: number): void {
    let done = 0;
    while (done < length) {
      const at = address + done;
      const offset = pageOffset(at);
      const count = Math.min(length - done, PAGE_SIZE - offset);
      const place = this.contains(at, count) ? this.placeAt(toU32(pageNumber(at))) : 0;
      const from = place * PAGE_SIZE + offset;
      if (place === 0) into.fill(0, done, done + count);
      else into.set(this.bytes.subarray(from, from + count), done);
      done += count;
    }
  }

  writeBytes(address: number, from: Uint8Array, length: number): void {
    let done = 0;
    while (done < length) {
      const at = address + done;
      const offset = pageOffset(at);
      const count = Math.min(length - done, PAGE_SIZE - offset);
      if (this.contains(at, count)) {
        const part = done === 0 && count === from.length ? from : from.subarray(done, done + count);
        // A new place may replace `bytes`, so it is found first.
        const place = this.placeFor(toU32(pageNumber(at)));
        this.bytes.set(part, place * PAGE_SIZE + offset);
      }
      done += count;
    }
  }

  frameWords(frame: number): number {
    if (frame >= this.frames) return -1;
    const place = this.placeAt(frame);
    return place === 0 && !this.contains(frame * PAGE_SIZE, PAGE_SIZE) ? -1 : toIndex(shiftLeft(place, 10));
  }

  /** Number of page frames that hold anything. */
  get framesInUse(): number {
    return this.places - 1;
  }

  /** Index into `words` for an address in [0, size). */
  private wordIndex(address: number): number {
    const place = this.placeAt(toU32(pageNumber(address)));
    return or(shiftLeft(place, 10), shiftRight(pageOffset(address), 2));
  }

  private placeAt(frame: number): number {
    return this.placeOf[or(shiftLeft(this.chunkOf[shiftRight(frame, 10)]!, 10), and(frame, CHUNK - 1))]!;
  }

  private placeFor(frame: number): number {
    const known = this.placeAt(frame);
    return known === 0 ? this.newPlace(frame) : known;
  }

  private newPlace(frame: number): number {
    const index = shiftRight(frame, 10);
    if (this.chunkOf[index] === 0) {
      if ((this.chunks + 1) * CHUNK > this.placeOf.length) this.placeOf = doubled(this.placeOf);
      this.chunkOf[index] = this.chunks;
      this.chunks += 1;
    }
    if ((this.places + 1) * WORDS_PER_FRAME > this.words.length) {
      this.words = doubled(this.words);
      this.bytes = new Uint8Array(this.words.buffer);
    }
    const place = this.places;
    this.placeOf[this.chunkOf[index]! * CHUNK + and(frame, CHUNK - 1)] = place;
    this.places += 1;
    return place;
  }
}

function doubled(old: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(old.length * 2);
  grown.set(old);
  return grown;
}
