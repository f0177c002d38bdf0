import { eventRow, eventText } from '../narration/event-text.ts';
import { hex } from '../narration/format.ts';
import { formatSourceIdText } from '../narration/source-id.ts';
import type { EventBatch } from '../protocol/reports.ts';
import { findSpans, type Span } from './trace-spans.ts';
import { actorOf, ACTORS } from './trace-tracks.ts';

/*
 * Events in the JSON that Chrome's tracing introduced and Perfetto opens (Trace Event Format): an instant (`i`) for each event on
 * its actor's track, and a pair of nestable asynchronous events (`b`, `e`) for each state that lasts. Those may overlap; pairs of
 * `B` and `E` would have to nest.
 */

const PROCESS = 1;
const PS_PER_US = 1_000_000;

type Json = Readonly<Record<string, unknown>>;

/** The trace of a batch of events. @param labels said once about the whole trace, such as setting and strategy */
export function perfettoTrace(batch: EventBatch, labels: Readonly<Record<string, string | number>> = {}): string {
  const rows = [...trackNames(), ...timeline(batch)].map((row) => JSON.stringify(row));
  const head = JSON.stringify({ displayTimeUnit: 'ns', otherData: { program: 'viommu-lab', ...labels } }).slice(0, -1);
  return `${head},"traceEvents":[\n${rows.join(',\n')}\n]}\n`;
}

function trackNames(): Json[] {
  const about = (name: string, tid: number, args: Json): Json => ({ ph: 'M', pid: PROCESS, tid, ts: 0, name, args });
  return [
    about('process_name', 0, { name: 'viommu-lab, simulated time' }),
    ...ACTORS.flatMap((actor, index) => [
      about('thread_name', index + 1, { name: actor }),
      about('thread_sort_index', index + 1, { sort_index: index + 1 }),
    ]),
  ];
}

/** Everything with a time, in the order of time; what begins or happens at a moment stands before what ends there. */
function timeline(batch: EventBatch): Json[] {
  const spans = findSpans(batch);
  const beginnings = new Map(spans.map((span, id) => [span, id] as const));
  const begin = groupBy(spans, ({ from }) => from);
  const end = groupBy(spans, ({ to }) => to ?? batch.count - 1);
  const rows: Json[] = [];
  for (let index = 0; index < batch.count; index++) {
    rows.push(instant(batch, index));
    for (const span of begin.get(index) ?? []) rows.push(edge('b', span, beginnings.get(span)!, batch, index));
    for (const span of end.get(index) ?? []) rows.push(edge('e', span, beginnings.get(span)!, batch, index));
  }
  return rows;
}

function groupBy(spans: readonly Span[], key: (span: Span) => number): Map<number, Span[]> {
  const groups = new Map<number, Span[]>();
  for (const span of spans) {
    const group = groups.get(key(span));
    if (group === undefined) groups.set(key(span), [span]);
    else group.push(span);
  }
  return groups;
}

function instant(batch: EventBatch, index: number): Json {
  const kind = batch.kind[index]!;
  const row = eventRow(kind);
  return {
    ph: 'i',
    s: 't',
    pid: PROCESS,
    tid: ACTORS.indexOf(actorOf(kind)) + 1,
    ts: microseconds(batch, index),
    name: row?.name ?? `kind ${kind}`,
    cat: row?.panel ?? 'unknown',
    args: { event: batch.firstSequence + index, text: eventText(valuesAt(batch, index)), ...addresses(batch, index) },
  };
}

function edge(ph: 'b' | 'e', span: Span, id: number, batch: EventBatch, index: number): Json {
  const isOpen = ph === 'e' && span.to === undefined;
  return {
    ph,
    pid: PROCESS,
    tid: ACTORS.indexOf(actorOf(batch.kind[span.from]!)) + 1,
    ts: microseconds(batch, index),
    name: span.row.name,
    cat: span.row.name,
    id: hex(id + 1),
    args: isOpen ? { note: 'lasts beyond these events' } : ph === 'b' ? addresses(batch, index) : {},
  };
}

function addresses(batch: EventBatch, index: number): Json {
  const { iova, domainId, sourceId } = valuesAt(batch, index);
  return {
    ...(iova === 0 ? {} : { iova: hex(iova) }),
    ...(domainId === 0 ? {} : { domain: domainId }),
    ...(sourceId === 0 ? {} : { device: formatSourceIdText(sourceId) }),
  };
}

function valuesAt(batch: EventBatch, index: number) {
  return {
    kind: batch.kind[index]!,
    iova: batch.iova[index]!,
    value: batch.value[index]!,
    domainId: batch.domainId[index]!,
    sourceId: batch.sourceId[index]!,
  };
}

/** The format counts microseconds; fractions are allowed. */
function microseconds(batch: EventBatch, index: number): number {
  return batch.time[index]! / PS_PER_US;
}
