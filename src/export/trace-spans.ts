import type { EventBatch } from '../protocol/reports.ts';
import { EVENTS } from '../trace/catalogue.ts';
import { SPANS, type SpanRow } from './trace-tracks.ts';

/** A state that lasted. */
export interface Span {
  readonly row: SpanRow;
  /** Indices into the batch. */
  readonly from: number;
  /** undefined = it lasts beyond the batch. */
  readonly to: number | undefined;
}

const PAGE = 4096;

/** The spans of a batch, in the order in which they begin. What began before the batch is left out: nobody knows when. */
export function findSpans(batch: EventBatch): readonly Span[] {
  const found: Span[] = [];
  for (const row of SPANS) findRow(batch, row, found);
  return found.sort((a, b) => a.from - b.from);
}

function findRow(batch: EventBatch, row: SpanRow, found: Span[]): void {
  /** Beginnings that wait for their end, oldest first. */
  const open = new Map<string, number[]>();
  for (let index = 0; index < batch.count; index++) {
    const name = EVENTS[batch.kind[index]!]?.name ?? '';
    const key = keyOf(batch, row, index);
    if (row.opens === name) {
      const waiting = open.get(key);
      if (waiting === undefined) open.set(key, [index]);
      else waiting.push(index);
    } else if (row.closes.includes(name)) {
      const waiting = open.get(key) ?? [];
      const ended = row.match === 'all' ? waiting.length : row.match === 'counted' ? batch.value[index]! : 1;
      for (const from of waiting.splice(0, ended)) found.push({ row, from, to: index });
    }
  }
  for (const waiting of open.values()) for (const from of waiting) found.push({ row, from, to: undefined });
}

/** What events of one span have in common. Addresses count by page: a buffer may begin anywhere in it. */
function keyOf(batch: EventBatch, { match }: SpanRow, index: number): string {
  if (match === 'all' || match === 'counted') return '';
  const domain = batch.domainId[index]!;
  return match === 'oldest' ? String(domain) : `${domain}:${Math.floor(batch.iova[index]! / PAGE)}`;
}
