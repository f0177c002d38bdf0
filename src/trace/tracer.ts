import { and } from '../base/bits.ts';
import type { Time } from '../clock/time.ts';
import { EVENT_COUNT } from './catalogue.ts';
import { eventColumns, type EventColumns } from './event-columns.ts';
import { EventHash } from './event-hash.ts';

/** Called at once for each event of a kind. Must not change anything that the machine reads, except its own state. */
export type EventListener = (iova: number, value: number, domainId: number, sourceId: number) => void;

/**
 * Where every part of a machine says what happened. Keeps exact counters per kind, a rolling hash of the whole stream and
 * the latest events in a ring.
 */
export class Tracer {
  /** How many events of each kind there were, exact. */
  readonly counts = new Float64Array(EVENT_COUNT);
  /** Fingerprint of the whole stream. */
  readonly hash: EventHash;
  /** The latest events; event number n stands at n modulo capacity. */
  readonly ring: EventColumns;
  /** Events so far: the number the next one gets. */
  sequence = 0;
  /** Called after every event with its number; for stepping and observers. */
  observer: ((sequence: number) => void) | undefined = undefined;
  private readonly listeners: (EventListener[] | undefined)[] = Array.from({ length: EVENT_COUNT }, () => undefined);
  private readonly clock: { readonly now: Time };
  private readonly mask: number;

  /** @param capacity of the ring, a power of two. */
  constructor(clock: { readonly now: Time }, capacity = 16_384) {
    this.clock = clock;
    this.ring = eventColumns(capacity);
    this.hash = new EventHash(this.ring, () => this.sequence);
    this.mask = capacity - 1;
  }

  /** Simulated time of the latest event, ps; 0 before the first. */
  get latestTime(): number {
    return this.sequence === 0 ? 0 : this.ring.time[and(this.sequence - 1, this.mask)]!;
  }

  /** Says that something happened now. `kind` is a number from `EVENT`; unused columns are 0. */
  emit(kind: number, iova: number, value: number, domainId = 0, sourceId = 0): void {
    const ring = this.ring;
    const at = and(this.sequence, this.mask);
    ring.time[at] = this.clock.now;
    ring.iova[at] = iova;
    ring.value[at] = value;
    ring.kind[at] = kind;
    ring.domainId[at] = domainId;
    ring.sourceId[at] = sourceId;
    this.counts[kind]! += 1;
    const events = this.sequence + 1;
    this.sequence = events;
    if (this.hash.isDue(events)) this.hash.catchUp(events);
    const listeners = this.listeners[kind];
    if (listeners !== undefined) {
      for (let i = 0; i < listeners.length; i++) listeners[i]!(iova, value, domainId, sourceId);
    }
    if (this.observer !== undefined) this.observer(events - 1);
  }

  /** Adds a listener of one kind; several are called in the order they were added. */
  listen(kind: number, listener: EventListener): void {
    (this.listeners[kind] ??= []).push(listener);
  }
}
