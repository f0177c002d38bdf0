import { assert } from '../base/assert.ts';
import {
  and,
  andNot,
  joinHalves,
  multiply32,
  or,
  popCount,
  shiftLeft,
  shiftRight,
  toIndex,
  toU32,
} from '../base/bits.ts';
import { Random } from '../base/random.ts';
import type { CacheConfig } from '../config/unit-config.ts';
import { levelSize } from '../spec/address.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';

/*
 * Not architectural: the specification has an IOTLB but leaves size, shape and replacement to the maker.
 */

/** Permission bits of an IOTLB entry, equal to R and W of a paging entry. */
export const MAY_READ = 1;
export const MAY_WRITE = 2;

const VALID = 0x10;
const FILLED = EVENT['iotlb-filled'];
const EVICTED = EVENT['iotlb-evicted'];
const DROPPED = EVENT['iotlb-dropped'];

/**
 * The I/O translation look-aside buffer: sets × ways, tagged by domain-id, so devices of one domain share it. An IOTLB
 * entry covers one page of 4 KiB, 2 MiB or 1 GiB and stands in the set that the low bits of its page number select.
 *
 * All of it is columns of typed arrays, readable by others; slot = set · ways + way. A slot's tag is two words:
 * `pageLow` = bits 31:0 of the page number, `tag` = domain-id 23:8, level 5:4 (1 … 3, 0 = empty slot), page number
 * bits 35:32 in 3:0.
 */
export class Iotlb {
  readonly sets: number;
  readonly ways: number;
  readonly pageLow: Uint32Array;
  readonly tag: Uint32Array;
  /** HPA of the page. */
  readonly frame: Float64Array;
  /** Page size − 1. */
  readonly offsetMask: Uint32Array;
  /** MAY_READ, MAY_WRITE: the AND over all levels. */
  readonly permissions: Uint8Array;
  /** Order of use (LRU) or of filling (FIFO): the smallest of a set goes first. */
  readonly stamp: Float64Array;
  /** [0] latest stamp given. */
  readonly clock = new Float64Array(1);
  /** Slots in use per level: [1] 4 KiB, [2] 2 MiB, [3] 1 GiB. */
  readonly live = new Int32Array(4);
  /** Chooses the victim under random replacement. */
  readonly random = new Random(0x10_71b);
  private readonly setMask: number;
  private readonly touches: boolean;
  private readonly isRandom: boolean;
  private readonly tracer: Tracer;

  constructor(config: CacheConfig, tracer: Tracer) {
    const entries = config.iotlbEntries;
    this.ways = entries === 0 ? 0 : config.iotlbWays;
    this.sets = entries === 0 ? 1 : entries / this.ways;
    assert(Number.isInteger(this.sets) && popCount(this.sets) === 1, 'IOTLB: a power of two of sets');
    this.setMask = this.sets - 1;
    this.pageLow = new Uint32Array(entries);
    this.tag = new Uint32Array(entries);
    this.frame = new Float64Array(entries);
    this.offsetMask = new Uint32Array(entries);
    this.permissions = new Uint8Array(entries);
    this.stamp = new Float64Array(entries);
    this.touches = config.replacement === 'lru';
    this.isRandom = config.replacement === 'random';
    this.tracer = tracer;
  }

  /** The slot that answers for an IOVA (u32 halves), or -1. Changes nothing. */
  find(low: number, high: number, domainId: number): number {
    const page = or(shiftRight(low, 12), shiftLeft(high, 20));
    const tag = or(or(shiftLeft(domainId, 8), VALID), shiftRight(high, 12));
    const pages = this.pageLow;
    const tags = this.tag;
    const ways = this.ways;
    let slot = toIndex(multiply32(and(page, this.setMask), ways));
    for (const end = slot + ways; slot < end; slot++) {
      if (pages[slot] === page && tags[slot] === tag) return slot;
    }
    const large = this.live[2]! + this.live[3]!;
    return large === 0 ? -1 : this.findLarge(low, high, domainId);
  }

  /** Says that `slot` was used. */
  touch(slot: number): void {
    if (this.touches) this.stamp[slot] = this.clock[0]! += 1;
  }

  /** Takes in a translation, putting another out if its set is full. `frame` is the HPA of the page. Needs `ways` > 0. */
  fill(low: number, high: number, domainId: number, level: number, frame: number, permissions: number): void {
    const page = pageOf(low, high, level);
    const slot = this.victim(toIndex(multiply32(and(page, this.setMask), this.ways)));
    if (this.tag[slot] !== 0) this.empty(slot, EVICTED);
    this.pageLow[slot] = page;
    this.tag[slot] = tagOf(high, level, domainId);
    this.frame[slot] = frame;
    this.offsetMask[slot] = levelSize(level) - 1;
    this.permissions[slot] = permissions;
    this.stamp[slot] = this.clock[0]! += 1;
    this.live[level]! += 1;
    this.tracer.emit(FILLED, joinHalves(high, andNot(low, levelSize(level) - 1)), frame, domainId);
  }

  /** Drops everything. @returns how many entries went. */
  dropAll(): number {
    return this.dropWhere(-1);
  }

  /** Drops what belongs to a domain. @returns how many entries went. */
  dropDomain(domainId: number): number {
    return this.dropWhere(domainId);
  }

  /**
   * Drops what belongs to a domain and overlaps [address, address + size); both multiples of 4096.
   * @returns how many entries went.
   */
  dropRange(domainId: number, address: number, size: number): number {
    let dropped = 0;
    for (let level = 1; level <= 3; level++) {
      if (this.live[level] === 0) continue;
      const pageSize = levelSize(level);
      const first = Math.floor(address / pageSize);
      const last = Math.floor((address + size - 1) / pageSize);
      // Page by page where that looks at fewer sets than there are; otherwise all of them.
      if (last - first < this.sets) {
        for (let page = first; page <= last; page++) {
          const set = and(toU32(page), this.setMask);
          dropped += this.dropIn(set * this.ways, (set + 1) * this.ways, level, domainId, page, page);
        }
      } else {
        dropped += this.dropIn(0, this.tag.length, level, domainId, first, last);
      }
    }
    return dropped;
  }

  /** Slots in use. */
  get size(): number {
    return this.live[1]! + this.live[2]! + this.live[3]!;
  }

  /** Level of the leaf that filled a slot (1 … 3); 0 when it is empty. */
  levelAt(slot: number): number {
    return and(shiftRight(this.tag[slot]!, 4), 3);
  }

  domainAt(slot: number): number {
    return shiftRight(this.tag[slot]!, 8);
  }

  /** First IOVA of the page that a slot covers. */
  iovaAt(slot: number): number {
    const level = this.levelAt(slot);
    return level === 0 ? 0 : this.pageAt(slot) * levelSize(level);
  }

  private pageAt(slot: number): number {
    return joinHalves(and(this.tag[slot]!, 0xf), this.pageLow[slot]!);
  }

  private findLarge(low: number, high: number, domainId: number): number {
    for (let level = 2; level <= 3; level++) {
      if (this.live[level] === 0) continue;
      const page = pageOf(low, high, level);
      const tag = tagOf(high, level, domainId);
      const start = toIndex(multiply32(and(page, this.setMask), this.ways));
      for (let slot = start; slot < start + this.ways; slot++) {
        if (this.pageLow[slot] === page && this.tag[slot] === tag) return slot;
      }
    }
    return -1;
  }

  /** An empty slot of the set that begins at `start`, or the one that has to go. */
  private victim(start: number): number {
    let oldest = start;
    for (let slot = start; slot < start + this.ways; slot++) {
      if (this.tag[slot] === 0) return slot;
      if (this.stamp[slot]! < this.stamp[oldest]!) oldest = slot;
    }
    return this.isRandom ? start + this.random.below(this.ways) : oldest;
  }

  private dropWhere(domainId: number): number {
    let dropped = 0;
    for (let slot = 0; slot < this.tag.length && this.size > 0; slot++) {
      if (this.tag[slot] === 0 || (domainId >= 0 && this.domainAt(slot) !== domainId)) continue;
      this.empty(slot, DROPPED);
      dropped += 1;
    }
    return dropped;
  }

  private dropIn(start: number, end: number, level: number, domainId: number, first: number, last: number): number {
    let dropped = 0;
    for (let slot = start; slot < end; slot++) {
      if (this.levelAt(slot) !== level || this.domainAt(slot) !== domainId) continue;
      const page = this.pageAt(slot);
      if (page < first || page > last) continue;
      this.empty(slot, DROPPED);
      dropped += 1;
    }
    return dropped;
  }

  private empty(slot: number, event: number): void {
    this.tracer.emit(event, this.iovaAt(slot), this.frame[slot]!, this.domainAt(slot));
    this.live[this.levelAt(slot)]! -= 1;
    this.tag[slot] = 0;
  }
}

/** Bits 31:0 of the number of the page of `level` that holds an IOVA. */
function pageOf(low: number, high: number, level: number): number {
  const shift = 3 + 9 * level;
  return or(shiftRight(low, shift), shiftLeft(high, 32 - shift));
}

function tagOf(high: number, level: number, domainId: number): number {
  return or(or(shiftLeft(domainId, 8), shiftLeft(level, 4)), shiftRight(high, 3 + 9 * level));
}
