import type { EventBatch } from '../protocol/reports.ts';
import type { EventColumns } from '../trace/event-columns.ts';
import type { Tracer } from '../trace/tracer.ts';

/** The events from number `from` to `until` (not included), as far as the ring still holds them. */
export function eventsBetween({ ring, sequence }: Tracer, from: number, until: number): EventBatch {
  const first = Math.min(until, Math.max(from, sequence - ring.capacity));
  const count = until - first;
  return {
    count,
    firstSequence: first,
    time: cut(ring, ring.time, first, count),
    iova: cut(ring, ring.iova, first, count),
    value: cut(ring, ring.value, first, count),
    kind: cut(ring, ring.kind, first, count),
    domainId: cut(ring, ring.domainId, first, count),
    sourceId: cut(ring, ring.sourceId, first, count),
  };
}

/** `count` values of a ring column from event number `first`, in order. */
function cut<Column extends Float64Array | Uint16Array>(
  ring: EventColumns,
  column: Column,
  first: number,
  count: number,
): Column {
  const start = first % ring.capacity;
  const head = column.slice(start, Math.min(ring.capacity, start + count)) as Column;
  if (head.length === count) return head;
  const whole = new (column.constructor as new (length: number) => Column)(count);
  whole.set(head);
  whole.set(column.subarray(0, count - head.length), head.length);
  return whole;
}
