/**
 * Events as columns of typed arrays: no object per event, and a batch crosses to the page by transferring one buffer.
 * 30 bytes an event.
 */
export interface EventColumns {
  readonly capacity: number;
  /** Simulated time, ps. */
  readonly time: Float64Array;
  /** I/O virtual address, 0 when the event has none. */
  readonly iova: Float64Array;
  /** What the catalogue says for the kind. */
  readonly value: Float64Array;
  /** Index into the catalogue. */
  readonly kind: Uint16Array;
  readonly domainId: Uint16Array;
  readonly sourceId: Uint16Array;
}

/** Bytes a buffer needs to hold `capacity` events. */
export function eventColumnsByteLength(capacity: number): number {
  return capacity * (3 * 8 + 3 * 2);
}

/** Columns laid over a buffer (or over a new one). */
export function eventColumns(
  capacity: number,
  buffer = new ArrayBuffer(eventColumnsByteLength(capacity)),
): EventColumns {
  return {
    capacity,
    time: new Float64Array(buffer, 0, capacity),
    iova: new Float64Array(buffer, capacity * 8, capacity),
    value: new Float64Array(buffer, capacity * 16, capacity),
    kind: new Uint16Array(buffer, capacity * 24, capacity),
    domainId: new Uint16Array(buffer, capacity * 26, capacity),
    sourceId: new Uint16Array(buffer, capacity * 28, capacity),
  };
}
