import type { SectionName } from '../protocol/commands.ts';
import { pack, REPORT_BUFFER_BYTES, REPORT_BUFFERS } from '../protocol/buffers.ts';
import type { EventBatch, Report, ReportBody } from '../protocol/reports.ts';
import type { Sections } from '../protocol/snapshot.ts';
import type { EventColumns } from '../trace/event-columns.ts';
import type { Tracer } from '../trace/tracer.ts';

/** Events of one report at most; the rest since the previous report are counted as dropped. */
export const EVENTS_PER_REPORT = 4096;

/** What a machine shows of itself. */
export interface Observable {
  readonly tracer: Tracer;
  metrics(): ReportBody['metrics'];
  section<Name extends SectionName>(name: Name): Sections[Name] | undefined;
}

/** The head of a report: everything that is not packed into the buffer. */
export type ReportHead = Omit<
  Extract<Report, { kind: 'progress' }>,
  'kind' | 'report' | 'body' | 'buffer' | 'droppedEvents' | 'merged'
>;

/**
 * Makes reports: three buffers circulate, one report is under way at a time, and what the page was too slow for is merged
 * and counted.
 */
export class Publisher {
  private readonly buffers: ArrayBuffer[] = Array.from(
    { length: REPORT_BUFFERS },
    () => new ArrayBuffer(REPORT_BUFFER_BYTES),
  );
  private watched: readonly SectionName[] = [];
  private unacknowledged: number | undefined = undefined;
  private reports = 0;
  private merged = 0;
  /** Number of the first event not yet sent. */
  private sentSequence = 0;
  /** Sections sent since the last event, so that an unchanged section is not sent twice. */
  private readonly sentAt = new Map<SectionName, number>();
  private readonly post: (report: Report, transfer: readonly ArrayBuffer[]) => void;

  constructor(post: (report: Report, transfer: readonly ArrayBuffer[]) => void) {
    this.post = post;
  }

  watch(sections: readonly SectionName[]): void {
    this.watched = [...new Set(sections)];
    this.sentAt.clear();
  }

  /** Another machine: its events start at 0 and nothing of it has been sent. */
  restart(): void {
    this.sentSequence = 0;
    this.sentAt.clear();
  }

  /** Whether a report is under way. */
  get busy(): boolean {
    return this.unacknowledged !== undefined;
  }

  /** The page has consumed a report and gives the buffer back. */
  acknowledge(report: number, buffer: ArrayBuffer): void {
    if (report === this.unacknowledged) this.unacknowledged = undefined;
    if (buffer.byteLength === REPORT_BUFFER_BYTES && this.buffers.length < REPORT_BUFFERS) this.buffers.push(buffer);
  }

  /** What there is to say now. */
  compose(machine: Observable): ReportBody & { dropped: number } {
    const sections: Record<string, unknown> = {};
    const sequence = machine.tracer.sequence;
    for (const name of this.watched) {
      if (this.sentAt.get(name) === sequence) continue;
      const section = machine.section(name);
      if (section !== undefined) sections[name] = section;
      this.sentAt.set(name, sequence);
    }
    const events = latestEvents(machine.tracer, this.sentSequence);
    const dropped = events.firstSequence - this.sentSequence;
    this.sentSequence = events.firstSequence + events.count;
    return { metrics: machine.metrics(), sections: sections as Partial<Sections>, events, dropped };
  }

  /** Sends what the machine shows now, unless a report is under way: then it is merged into the next. */
  publish(head: ReportHead, machine: Observable): void {
    if (this.busy) {
      this.merged += 1;
      return;
    }
    this.send(head, this.compose(machine));
  }

  /** Sends a body composed earlier. */
  send(head: ReportHead, body: ReportBody & { dropped: number }): void {
    const buffer = this.buffers.pop() ?? new ArrayBuffer(REPORT_BUFFER_BYTES);
    const { dropped, ...rest } = body;
    const full = pack<ReportBody>(rest, buffer);
    // Tables are the only section that can outgrow the buffer; the snapshot caps them, so this is a last resort.
    const packed = full ?? pack<ReportBody>({ ...rest, sections: {} }, buffer);
    if (packed === undefined) throw new Error('a report without sections does not fit its buffer');
    this.reports += 1;
    this.unacknowledged = this.reports;
    const merged = this.merged;
    this.merged = 0;
    this.post(
      { kind: 'progress', ...head, report: this.reports, body: packed, buffer, droppedEvents: dropped, merged },
      [buffer],
    );
  }
}

/** The events from number `from` on that the ring still holds, at most a report's worth: the latest. */
function latestEvents(tracer: Tracer, from: number): EventBatch {
  const { ring, sequence } = tracer;
  const first = Math.max(from, sequence - Math.min(ring.capacity, EVENTS_PER_REPORT));
  const count = sequence - first;
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
