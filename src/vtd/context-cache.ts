import { and } from '../base/bits.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { comparedSourceBits } from '../spec/invalidation.ts';

/* Not architectural: size and replacement (least recently filled or used) are ours. */

/** Stands in `source` for an empty slot; no source-id equals it. */
export const NO_SOURCE = -1;

/**
 * The context cache: per source-id, what its context entry said. Fully associative. Only valid, present context entries
 * are ever cached, also in caching mode.
 *
 * With size 0 there is still one slot, the scratch that a translation works with; `release` empties it after use.
 */
export class ContextCache {
  /** Source-id of each slot, or NO_SOURCE. */
  readonly source: Int32Array;
  readonly domain: Uint16Array;
  /** Levels of the second-level table; 0 = pass-through. */
  readonly levels: Uint8Array;
  /** Page frame number of the top second-level table (2^32 - 1 = beyond any memory). */
  readonly table: Uint32Array;
  /** First address beyond what the table maps; 0 for pass-through, so that no address is below it. */
  readonly limit: Float64Array;
  /** 1 = faults of this device are not recorded. */
  readonly faultsSilenced: Uint8Array;
  readonly stamp: Float64Array;
  /** [0] latest stamp given. */
  readonly clock = new Float64Array(1);
  /** Slot used last: the first place to look. State. */
  latest = 0;
  private readonly keeps: boolean;
  private readonly tracer: Tracer;

  /** @param entries 0 = every translation reads its context entry from memory. */
  constructor(entries: number, tracer: Tracer) {
    const slots = Math.max(entries, 1);
    this.keeps = entries > 0;
    this.source = new Int32Array(slots).fill(NO_SOURCE);
    this.domain = new Uint16Array(slots);
    this.levels = new Uint8Array(slots);
    this.table = new Uint32Array(slots);
    this.limit = new Float64Array(slots);
    this.faultsSilenced = new Uint8Array(slots);
    this.stamp = new Float64Array(slots);
    this.tracer = tracer;
  }

  /** The slot of a source-id, or -1. Changes nothing. */
  find(sourceId: number): number {
    return this.source.indexOf(sourceId);
  }

  /** Says that `slot` is used now. */
  touch(slot: number): void {
    this.latest = slot;
    this.stamp[slot] = this.clock[0]! += 1;
  }

  /** Takes in a context entry. @returns its slot. */
  fill(sourceId: number, domainId: number, levels: number, table: number, limit: number, isSilenced: boolean): number {
    const slot = this.victim();
    this.source[slot] = sourceId;
    this.domain[slot] = domainId;
    this.levels[slot] = levels;
    this.table[slot] = table;
    this.limit[slot] = limit;
    this.faultsSilenced[slot] = isSilenced ? 1 : 0;
    this.touch(slot);
    if (this.keeps) this.tracer.emit(EVENT['context-filled'], 0, table * 4096, domainId, sourceId);
    return slot;
  }

  /** Ends a translation's use of its slot: without a context cache, the slot is emptied. */
  release(): void {
    if (!this.keeps) this.source[0] = NO_SOURCE;
  }

  dropAll(): void {
    this.source.fill(NO_SOURCE);
  }

  dropDomain(domainId: number): void {
    for (let slot = 0; slot < this.source.length; slot++) {
      if (this.domain[slot] === domainId) this.source[slot] = NO_SOURCE;
    }
  }

  /** Drops a device, or with a function mask (0 … 3) several functions of it. */
  dropDevice(sourceId: number, functionMask: number): void {
    const compared = comparedSourceBits(functionMask);
    for (let slot = 0; slot < this.source.length; slot++) {
      const source = this.source[slot]!;
      if (source !== NO_SOURCE && and(source, compared) === and(sourceId, compared)) this.source[slot] = NO_SOURCE;
    }
  }

  private victim(): number {
    let oldest = 0;
    for (let slot = 0; slot < this.source.length; slot++) {
      if (this.source[slot] === NO_SOURCE) return slot;
      if (this.stamp[slot]! < this.stamp[oldest]!) oldest = slot;
    }
    return oldest;
  }
}
