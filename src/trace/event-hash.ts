import { and } from '../base/bits.ts';
import { RollingHash, type HashedColumns } from '../base/hash.ts';
import type { EventColumns } from './event-columns.ts';

/** Events taken into the hash at once, a power of two: few enough to be still in the processor's nearest cache. */
const BATCH = 256;

/**
 * The rolling hash of an event stream. It reads the events out of their ring, a batch at a time and again when it is asked:
 * a loop over columns costs a third of what hashing event by event does.
 */
export class EventHash {
  private readonly hash = new RollingHash();
  private readonly columns: HashedColumns;
  private readonly mask: number;
  private readonly batchMask: number;
  private readonly emitted: () => number;
  /** Events in the hash. */
  private done = 0;

  /** @param emitted gives the number of events so far. */
  constructor(ring: EventColumns, emitted: () => number) {
    const words = (column: Float64Array): Uint32Array =>
      new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
    this.columns = {
      wide: [words(ring.time), words(ring.iova), words(ring.value)],
      narrow: [ring.kind, ring.domainId, ring.sourceId],
    };
    this.mask = ring.capacity - 1;
    this.batchMask = Math.min(BATCH, ring.capacity) - 1;
    this.emitted = emitted;
  }

  /** Whether a batch is full after `events` events: then `catchUp` must be called before the next event. */
  isDue(events: number): boolean {
    return and(events, this.batchMask) === 0;
  }

  /** Takes in what has been emitted up to event number `events` and is not in yet. */
  catchUp(events: number): void {
    if (events === this.done) return;
    const from = and(this.done, this.mask);
    this.hash.addRows(this.columns, from, from + events - this.done);
    this.done = events;
  }

  /** Sixteen hexadecimal digits: the fingerprint of all events so far. */
  digest(): string {
    this.catchUp(this.emitted());
    return this.hash.digest();
  }
}
