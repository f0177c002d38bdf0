import type { SectionName } from '../protocol/commands.ts';
import { pack, type Packed, REPORT_BUFFER_BYTES, REPORT_BUFFERS } from '../protocol/buffers.ts';
import type { Report, ReportBody } from '../protocol/reports.ts';
import type { Tracer } from '../trace/tracer.ts';
import { eventsBetween } from './event-batch.ts';
import { Picture, type Observable, type View } from './picture.ts';

/** Events of one report at most; the rest since the previous report are counted as dropped. */
export const EVENTS_PER_REPORT = 4096;

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
  private readonly picture = new Picture();
  private readonly twinPicture = new Picture();
  private unacknowledged: number | undefined = undefined;
  private reports = 0;
  private merged = 0;
  /** Number of the first event not yet sent. */
  private sentSequence = 0;
  /** Tables did not fit: whose turn it was, and whether they are still owed. */
  private isTwinsTurn = false;
  private owed = false;
  private readonly post: (report: Report, transfer: readonly ArrayBuffer[]) => void;

  constructor(post: (report: Report, transfer: readonly ArrayBuffer[]) => void) {
    this.post = post;
  }

  watch(sections: readonly SectionName[]): void {
    this.picture.watch(sections);
    this.twinPicture.watch(sections);
  }

  /** Another machine: its events start at 0 and nothing of it has been sent. */
  restart(): void {
    this.sentSequence = 0;
    this.forget();
  }

  /** The machine was put to another moment: the next report brings the latest events until then, and every section. */
  jump(sequence: number): void {
    this.sentSequence = Math.max(0, sequence - EVENTS_PER_REPORT);
    this.forget();
  }

  /** Whether a report is under way. */
  get busy(): boolean {
    return this.unacknowledged !== undefined;
  }

  /** Whether something that was due did not fit the latest report. */
  get owes(): boolean {
    return this.owed;
  }

  /** The page has consumed a report and gives the buffer back. */
  acknowledge(report: number, buffer: ArrayBuffer): void {
    if (report === this.unacknowledged) this.unacknowledged = undefined;
    if (buffer.byteLength === REPORT_BUFFER_BYTES && this.buffers.length < REPORT_BUFFERS) this.buffers.push(buffer);
  }

  /** What everything watched of a machine is like at this very moment, to be sent later. */
  view(machine: Observable): View {
    return this.picture.all(machine);
  }

  /** What has changed of what is watched of a machine, or of the second one. */
  news(machine: Observable): View {
    return this.picture.changed(machine);
  }

  /** A report is under way: what there is to say waits for the next. */
  merge(): void {
    this.merged += 1;
  }

  /** Sends a view with the events up to number `until` (not included), and what is new about a second machine. */
  send(head: ReportHead, view: View, tracer: Tracer, until: number, twin?: Observable): void {
    const events = eventsBetween(tracer, Math.max(this.sentSequence, until - EVENTS_PER_REPORT), until);
    const droppedEvents = Math.max(0, events.firstSequence - this.sentSequence);
    this.sentSequence = until;
    const buffer = this.buffers.pop() ?? new ArrayBuffer(REPORT_BUFFER_BYTES);
    const body = this.pack({ ...view, events }, twin && this.twinPicture.changed(twin), buffer);
    this.reports += 1;
    this.unacknowledged = this.reports;
    const { merged, reports: report } = this;
    this.merged = 0;
    this.post({ kind: 'progress', ...head, report, body, buffer, droppedEvents, merged }, [buffer]);
  }

  /** There is another second machine. */
  forgetTwin(): void {
    this.twinPicture.forget();
  }

  private forget(): void {
    this.picture.forget();
    this.twinPicture.forget();
  }

  private pack(body: ReportBody, twin: View | undefined, buffer: ArrayBuffer): Packed<ReportBody> {
    const whole = pack(twin === undefined ? body : { ...body, twin }, buffer);
    this.owed = whole === undefined && twin !== undefined;
    if (whole !== undefined) return whole;
    if (twin !== undefined) {
      // Tables are the only section that can outgrow the buffer: those of two machines go by turns.
      this.isTwinsTurn = !this.isTwinsTurn;
      (this.isTwinsTurn ? this.picture : this.twinPicture).owe('tables');
      const half = this.isTwinsTurn
        ? { ...body, ...withoutTables(body), twin }
        : { ...body, twin: withoutTables(twin) };
      const packed = pack<ReportBody>(half, buffer);
      if (packed !== undefined) return packed;
    }
    // The snapshot caps its tables, so this is a last resort.
    const least = pack<ReportBody>({ ...body, sections: {} }, buffer);
    if (least === undefined) throw new Error('a report without sections does not fit its buffer');
    return least;
  }
}

function withoutTables(view: View): View {
  const { tables: _tables, ...sections } = view.sections;
  return { metrics: view.metrics, sections };
}
