import { and, or, shiftLeft } from '../base/bits.ts';
import type { SourceId } from '../bus/addresses.ts';
import { DESCRIPTOR_BYTES, DESCRIPTOR_WORD, DESCRIPTOR_WORDS } from '../bus/nic-interface.ts';
import type { Time } from '../clock/time.ts';
import { DmaBuffer } from './dma-buffer.ts';
import type { DmaEngine } from './dma-engine.ts';

/** Descriptors in one page: the most that one DMA moves. */
const DESCRIPTORS_PER_PAGE = 4096 / DESCRIPTOR_BYTES;

/**
 * The NIC's side of a descriptor ring: fetches descriptors in batches and writes finished ones back in batches, both by
 * DMA. Descriptors are counted from 0 without wrapping; a count modulo `size` is the index in the ring.
 *
 * written ≤ finished ≤ started ≤ fetched ≤ posted.
 */
export class NicRing {
  size = 0;
  enabled = false;
  posted = 0;
  fetched = 0;
  started = 0;
  finished = 0;
  written = 0;
  /** A descriptor could not be fetched or written back: the ring stands still until the next doorbell. */
  halted = false;
  private base = 0;
  private mask = 0;
  private cached = new Uint32Array(0);
  private readyAt = new Float64Array(0);
  private readonly dma: DmaEngine;
  private readonly source: SourceId;
  private readonly batch: number;
  private readonly buffer = new DmaBuffer(4096);

  /** @param batch descriptors fetched at once at most. */
  constructor(dma: DmaEngine, source: SourceId, batch: number) {
    this.dma = dma;
    this.source = source;
    this.batch = batch;
  }

  /** Starts with an empty ring at IOVA `base`. */
  enable(base: number, size: number): void {
    this.base = base;
    this.size = size;
    this.mask = size - 1;
    this.cached = new Uint32Array(size * DESCRIPTOR_WORDS);
    this.readyAt = new Float64Array(size);
    this.posted = this.fetched = this.started = this.finished = this.written = 0;
    this.halted = false;
    this.enabled = true;
  }

  /** Forgets all descriptors. */
  disable(): void {
    this.enabled = false;
    this.posted = this.fetched = this.started = this.finished = this.written = 0;
  }

  /** Index of the first descriptor not yet finished, as the head register shows it. */
  get headIndex(): number {
    return and(this.finished, this.mask);
  }

  /** Index after the last posted descriptor, as the tail register shows it. */
  get tailIndex(): number {
    return and(this.posted, this.mask);
  }

  /** The doorbell: everything before index `tail` is posted. */
  post(tail: number): void {
    this.halted = false;
    this.posted += and(tail - this.posted, this.mask);
  }

  /** Whether a descriptor is posted that has not been started. */
  get hasNext(): boolean {
    return this.started < this.posted && !this.halted;
  }

  /** Makes sure that the next posted descriptor is here, fetching if need be. False when there is none to be had. */
  prepare(now: Time): boolean {
    if (this.started < this.fetched) return true;
    if (!this.hasNext) return false;
    const index = and(this.fetched, this.mask);
    const wanted = this.posted - this.fetched;
    const contiguous = this.size - index;
    let count = wanted < this.batch ? wanted : this.batch;
    if (count > contiguous) count = contiguous;
    const bytes = count * DESCRIPTOR_BYTES;
    if (!this.dma.read(this.source, this.base + index * DESCRIPTOR_BYTES, this.buffer, bytes, now)) {
      this.halted = true;
      return false;
    }
    const first = index * DESCRIPTOR_WORDS;
    const words = count * DESCRIPTOR_WORDS;
    for (let i = 0; i < words; i++) this.cached[first + i] = this.buffer.words[i]!;
    for (let i = 0; i < count; i++) this.readyAt[index + i] = this.dma.completesAt;
    this.fetched += count;
    return true;
  }

  /** Of the next descriptor (after `prepare`): the IOVA and length of its buffer, and when the NIC has it. */
  get nextAddress(): number {
    const at = and(this.started, this.mask) * DESCRIPTOR_WORDS;
    const low = this.cached[at + DESCRIPTOR_WORD.bufferLow]!;
    return this.cached[at + DESCRIPTOR_WORD.bufferHigh]! * 0x1_0000_0000 + low;
  }
  get nextLength(): number {
    return and(this.cached[and(this.started, this.mask) * DESCRIPTOR_WORDS + DESCRIPTOR_WORD.length]!, 0xffff);
  }
  get nextReadyAt(): Time {
    return this.readyAt[and(this.started, this.mask)]! as Time;
  }

  /** Takes the next descriptor into work. */
  start(): void {
    this.started += 1;
  }

  /** The oldest descriptor in work is finished; its status word becomes `status` at the next write-back. */
  finish(status: number): void {
    this.cached[and(this.finished, this.mask) * DESCRIPTOR_WORDS + DESCRIPTOR_WORD.status] = status;
    this.finished += 1;
  }

  /** Writes finished descriptors back; `dma.completesAt` is when the last one is visible. */
  writeBack(now: Time): void {
    while (this.written < this.finished) {
      const index = and(this.written, this.mask);
      let count = this.finished - this.written;
      const contiguous = this.size - index;
      if (count > contiguous) count = contiguous;
      if (count > DESCRIPTORS_PER_PAGE) count = DESCRIPTORS_PER_PAGE;
      const first = index * DESCRIPTOR_WORDS;
      const words = count * DESCRIPTOR_WORDS;
      for (let i = 0; i < words; i++) this.buffer.words[i] = this.cached[first + i]!;
      const address = this.base + index * DESCRIPTOR_BYTES;
      if (!this.dma.write(this.source, address, this.buffer, count * DESCRIPTOR_BYTES, now)) this.halted = true;
      this.written += count;
    }
  }
}

/** The status word of a finished descriptor that received `length` bytes. */
export function receivedStatus(status: number, length: number, shift: number): number {
  return or(status, shiftLeft(length, shift));
}
