import { and, pageOffset } from '../base/bits.ts';
import { PAGE_SIZE, type Iova, type SourceId } from '../bus/addresses.ts';
import type { MemoryPort, TranslationPort } from '../bus/ports.ts';
import { START, type Time } from '../clock/time.ts';
import type { DmaTimings } from '../config/device-config.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { DmaBuffer } from './dma-buffer.ts';
import type { Walkers } from './walkers.ts';

const DMA_COMPLETED = EVENT['dma-completed'];
const DMA_FAULTED = EVENT['dma-faulted'];
/** Up to this many bytes, whole words are moved one by one: cheaper than setting up a block copy. */
const WORDWISE_BYTES = 64;
/** Size of the read that `DmaTimings.readLatency` speaks of. */
const PROBE_BYTES = 64;

/** What a device reaches memory through. */
export interface DmaPorts {
  readonly translation: TranslationPort;
  /** The machine's memory (addresses are HPA). */
  readonly memory: MemoryPort;
  /** The walkers of the unit behind `translation`; shared by all devices behind it. */
  readonly walkers: Walkers;
  readonly tracer: Tracer;
}

/**
 * Moves a device's bytes: splits a transfer at page boundaries, has each request translated, copies the bytes and says
 * when the last one arrives.
 *
 * Translation and copy happen when the device asks; `completesAt` is when the device, or memory, has the bytes. Until then
 * neither side may act on them. Reads and writes each have their own direction of the bus, which serves requests in turn
 * while walks overlap; writes become visible in the order they were made.
 */
export class DmaEngine {
  /** When the latest transfer is complete. */
  completesAt: Time = START;
  /** Fault reason that ended the latest transfer; 0 = none did. */
  fault = 0;
  /** Requests made and requests blocked so far. */
  requests = 0;
  blocked = 0;
  private readonly translation: TranslationPort;
  private readonly memory: MemoryPort;
  private readonly walkers: Walkers;
  private readonly tracer: Tracer;
  private timings: DmaTimings;
  /** Latency of a read beyond its time on the bus. */
  private readDelay = 0;
  private readBusFree = 0;
  private writeBusFree = 0;
  private latestWrite = 0;

  constructor(ports: DmaPorts, timings: DmaTimings) {
    this.translation = ports.translation;
    this.memory = ports.memory;
    this.walkers = ports.walkers;
    this.tracer = ports.tracer;
    this.timings = timings;
    this.setTimings(timings);
  }

  /** Other latencies and bandwidth from the next request on (the number of walkers stays). */
  setTimings(timings: DmaTimings): void {
    this.timings = timings;
    const onBus = timings.perRequest + PROBE_BYTES * timings.perByte;
    this.readDelay = timings.readLatency > onBus ? timings.readLatency - onBus : 0;
  }

  /** From a register write of the processor to the device acting on it, in picoseconds. */
  get doorbellLatency(): number {
    return this.timings.doorbellLatency;
  }

  /**
   * Reads memory into the first `length` bytes of `into`.
   * @param at when the device asks, now or later.
   * @returns false when a request was blocked: `fault` has the reason, and what came before it has been read.
   */
  read(source: SourceId, address: number, into: DmaBuffer, length: number, at: Time): boolean {
    return this.transfer(source, address, into, length, at, false);
  }

  /** Writes the first `length` bytes of `from` to memory; otherwise as `read`. */
  write(source: SourceId, address: number, from: DmaBuffer, length: number, at: Time): boolean {
    return this.transfer(source, address, from, length, at, true);
  }

  private transfer(
    source: SourceId,
    address: number,
    buffer: DmaBuffer,
    length: number,
    at: Time,
    isWrite: boolean,
  ): boolean {
    this.fault = 0;
    this.completesAt = at;
    let done = 0;
    while (done < length) {
      const here = address + done;
      const room = PAGE_SIZE - pageOffset(here);
      const count = length - done < room ? length - done : room;
      const target = this.translation.translate(source, here as Iova, isWrite);
      this.requests += 1;
      const translated = this.walkTime(at);
      if (target < 0) {
        this.fault = -target;
        this.blocked += 1;
        if (translated > this.completesAt) this.completesAt = translated;
        this.tracer.emit(DMA_FAULTED, here, -target, 0, source);
        return false;
      }
      this.copy(target, buffer, done, count, isWrite);
      this.pass(at, translated, count, isWrite);
      this.tracer.emit(DMA_COMPLETED, here, count, 0, source);
      done += count;
    }
    return true;
  }

  /** Books the walk of the latest translation, if it needed one. @returns when the translation is known. */
  private walkTime(at: Time): Time {
    const reads = this.translation.walkReads;
    if (reads === 0) return at;
    const end = this.walkers.book(at, reads * this.timings.walkRead);
    this.translation.holdUntil(end);
    return end;
  }

  /** Books the bus for one request and moves `completesAt`. */
  private pass(at: Time, translated: Time, count: number, isWrite: boolean): void {
    const { perByte, perRequest, requestBytes, writeLatency } = this.timings;
    const service = count * perByte + Math.ceil(count / requestBytes) * perRequest;
    const free = isWrite ? this.writeBusFree : this.readBusFree;
    const busFree = (free > at ? free : at) + service;
    const earliest = translated + service;
    let end = (busFree > earliest ? busFree : earliest) + (isWrite ? writeLatency : this.readDelay);
    if (isWrite) {
      this.writeBusFree = busFree;
      if (end < this.latestWrite) end = this.latestWrite;
      this.latestWrite = end;
    } else {
      this.readBusFree = busFree;
    }
    if (end > this.completesAt) this.completesAt = end as Time;
  }

  private copy(target: number, buffer: DmaBuffer, done: number, count: number, isWrite: boolean): void {
    if (count <= WORDWISE_BYTES && and(target, 3) === 0 && and(count, 3) === 0 && and(done, 3) === 0) {
      const words = buffer.words;
      const first = done / 4;
      const end = first + count / 4;
      for (let i = first, a = target; i < end; i++, a += 4) {
        if (isWrite) this.memory.write32(a, words[i]!);
        else words[i] = this.memory.read32(a);
      }
      return;
    }
    const bytes = done === 0 ? buffer.bytes : buffer.bytes.subarray(done);
    if (isWrite) this.memory.writeBytes(target, bytes, count);
    else this.memory.readBytes(target, bytes, count);
  }
}
