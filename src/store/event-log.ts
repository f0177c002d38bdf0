import type { EventBatch } from '../protocol/reports.ts';
import { eventColumns, type EventColumns } from '../trace/event-columns.ts';

/** Events kept for reading; older ones are forgotten. */
export const LOG_CAPACITY = 8192;

/** One event, materialized for a row that is visible. */
export interface LoggedEvent {
  readonly sequence: number;
  readonly time: number;
  readonly kind: number;
  readonly iova: number;
  readonly value: number;
  readonly domainId: number;
  readonly sourceId: number;
}

/**
 * The latest events as columns in a ring. A new wrapper is made for each change, so that identity tells whether anything
 * came; the columns are shared, so only the newest wrapper may be read.
 */
export interface EventLog {
  readonly columns: EventColumns;
  /** Number of each event in the stream, by place in the ring (gaps where events were dropped). */
  readonly sequence: Float64Array;
  /** Events ever put in; event i (total - count ≤ i < total) stands at i modulo capacity. */
  readonly total: number;
}

export function emptyLog(capacity = LOG_CAPACITY): EventLog {
  return { columns: eventColumns(capacity), sequence: new Float64Array(capacity), total: 0 };
}

/** Events that can be read. */
export function logCount(log: EventLog): number {
  return Math.min(log.total, log.columns.capacity);
}

/** The log with a batch added. */
export function appendBatch(log: EventLog, batch: EventBatch): EventLog {
  if (batch.count === 0) return log;
  const { columns } = log;
  const skipped = Math.max(0, batch.count - columns.capacity);
  for (let i = skipped; i < batch.count; i++) {
    const at = (log.total + i) % columns.capacity;
    columns.time[at] = batch.time[i]!;
    columns.iova[at] = batch.iova[i]!;
    columns.value[at] = batch.value[i]!;
    columns.kind[at] = batch.kind[i]!;
    columns.domainId[at] = batch.domainId[i]!;
    columns.sourceId[at] = batch.sourceId[i]!;
    log.sequence[at] = batch.firstSequence + i;
  }
  return { columns, sequence: log.sequence, total: log.total + batch.count };
}

/** Event `age` places before the newest (0 = the newest). */
export function eventAt(log: EventLog, age: number): LoggedEvent {
  const { columns } = log;
  const at = (log.total - 1 - age) % columns.capacity;
  return {
    sequence: log.sequence[at]!,
    time: columns.time[at]!,
    kind: columns.kind[at]!,
    iova: columns.iova[at]!,
    value: columns.value[at]!,
    domainId: columns.domainId[at]!,
    sourceId: columns.sourceId[at]!,
  };
}

/** Age (see `eventAt`) of event number `sequence`; undefined when it is not kept. */
export function ageOf(log: EventLog, sequence: number): number | undefined {
  let youngest = 0;
  let oldest = logCount(log) - 1;
  while (youngest <= oldest) {
    const age = Math.floor((youngest + oldest) / 2);
    const there = log.sequence[(log.total - 1 - age) % log.columns.capacity]!;
    if (there === sequence) return age;
    if (there > sequence) youngest = age + 1;
    else oldest = age - 1;
  }
  return undefined;
}

/** Event number `sequence`; undefined when it is not kept. */
export function findEvent(log: EventLog, sequence: number): LoggedEvent | undefined {
  const age = ageOf(log, sequence);
  return age === undefined ? undefined : eventAt(log, age);
}

/**
 * Number of the next later (`step` 1) or earlier (-1) event of the kind of event number `from`.
 * @returns undefined when there is none, or `from` is not kept.
 */
export function nextOfKind(log: EventLog, from: number, step: 1 | -1): number | undefined {
  const start = ageOf(log, from);
  if (start === undefined) return undefined;
  const { kind } = eventAt(log, start);
  for (let age = start - step; age >= 0 && age < logCount(log); age -= step) {
    const at = (log.total - 1 - age) % log.columns.capacity;
    if (log.columns.kind[at] === kind) return log.sequence[at];
  }
  return undefined;
}

/** Ages (see `eventAt`) of the events whose kind passes, newest first, at most `limit`. */
export function filterLog(log: EventLog, passes: (kind: number) => boolean, limit: number): Int32Array {
  const ages = new Int32Array(Math.min(limit, logCount(log)));
  const { columns } = log;
  let found = 0;
  for (let age = 0; age < logCount(log) && found < ages.length; age++) {
    if (passes(columns.kind[(log.total - 1 - age) % columns.capacity]!)) ages[found++] = age;
  }
  return ages.subarray(0, found);
}

/** The latest events that follow one another without a gap, oldest first, as a batch of its own. */
export function latestBatch({ columns, sequence, total }: EventLog): EventBatch {
  const { capacity } = columns;
  let first = total;
  while (first > Math.max(0, total - capacity)) {
    const isNext = first === total || sequence[(first - 1) % capacity] === sequence[first % capacity]! - 1;
    if (!isNext) break;
    first -= 1;
  }
  const places = Array.from({ length: total - first }, (_, index) => (first + index) % capacity);
  const wide = (column: Float64Array): Float64Array => Float64Array.from(places, (place) => column[place]!);
  const narrow = (column: Uint16Array): Uint16Array => Uint16Array.from(places, (place) => column[place]!);
  return {
    count: places.length,
    firstSequence: places.length === 0 ? 0 : sequence[places[0]!]!,
    time: wide(columns.time),
    iova: wide(columns.iova),
    value: wide(columns.value),
    kind: narrow(columns.kind),
    domainId: narrow(columns.domainId),
    sourceId: narrow(columns.sourceId),
  };
}
