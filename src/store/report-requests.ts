import type { Report } from '../protocol/reports.ts';

type ReportOf<Kind extends Report['kind']> = Extract<Report, { kind: Kind }>;

interface Waiting<Kind extends Report['kind']> {
  readonly resolve: (report: ReportOf<Kind>) => void;
  readonly reject: (error: Error) => void;
}

/** Who waits for the emulator to answer by one kind of report. Answers come in the order of the questions. */
export class ReportRequests<Kind extends Report['kind']> {
  private waiting: Waiting<Kind>[] = [];
  private failure: string | undefined = undefined;
  private readonly kind: Kind;

  constructor(kind: Kind) {
    this.kind = kind;
  }

  /** @param send sends the question */
  ask(send: () => void): Promise<ReportOf<Kind>> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) {
        reject(new Error(this.failure));
        return;
      }
      this.waiting.push({ resolve, reject });
      send();
    });
  }

  hear(report: Report): void {
    if (report.kind === this.kind) this.waiting.shift()?.resolve(report as ReportOf<Kind>);
    else if (report.kind === 'progress') this.failure = undefined;
    else if (report.kind === 'crashed') this.fail(report.message);
  }

  /** Nobody will answer. */
  fail(reason: string): void {
    this.failure = reason;
    for (const { reject } of this.waiting.splice(0)) reject(new Error(reason));
  }
}
