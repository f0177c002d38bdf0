import { unpack } from '../../src/protocol/buffers.ts';
import type { Report, ReportBody } from '../../src/protocol/reports.ts';
import type { Session } from '../../src/session/session.ts';

export type Progress = Extract<Report, { kind: 'progress' }>;

/** A page in miniature: keeps every report, unpacks the bodies, and acknowledges when told to. */
export class SessionUser {
  readonly reports: Report[] = [];
  readonly bodies: { readonly head: Progress; readonly body: ReportBody }[] = [];
  acknowledges: boolean;
  private readonly session: Session;
  private readonly owed: Progress[] = [];

  constructor(session: Session, acknowledges = true) {
    this.session = session;
    this.acknowledges = acknowledges;
    session.subscribe((report) => this.take(report));
  }

  /** The latest progress report. */
  get latest(): { readonly head: Progress; readonly body: ReportBody } {
    const latest = this.bodies.at(-1);
    if (latest === undefined) throw new Error('no progress report has come');
    return latest;
  }

  /** Reports of one kind. */
  of<Kind extends Report['kind']>(kind: Kind): Extract<Report, { kind: Kind }>[] {
    return this.reports.filter((report): report is Extract<Report, { kind: Kind }> => report.kind === kind);
  }

  /** Acknowledges everything not acknowledged yet. */
  acknowledge(): void {
    for (const { report, buffer } of this.owed.splice(0)) {
      this.session.send({ kind: 'acknowledge', report, buffer }, [buffer]);
    }
  }

  private take(report: Report): void {
    this.reports.push(report);
    if (report.kind !== 'progress') return;
    this.bodies.push({ head: report, body: unpack(report.body, report.buffer) });
    this.owed.push(report);
    if (this.acknowledges) this.acknowledge();
  }
}
