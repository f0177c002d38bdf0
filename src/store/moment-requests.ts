import type { Report } from '../protocol/reports.ts';
import type { RunMoment } from '../protocol/run-moment.ts';

interface Waiting {
  readonly resolve: (moment: RunMoment) => void;
  readonly reject: (error: Error) => void;
}

/** Who waits for the emulator to tell which moment it shows. Answers come in the order of the questions. */
export class MomentRequests {
  private waiting: Waiting[] = [];
  private failure: string | undefined = undefined;

  /** @param send sends the question */
  ask(send: () => void): Promise<RunMoment> {
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
    if (report.kind === 'moment') this.waiting.shift()?.resolve(report.moment);
    else if (report.kind === 'progress') this.failure = undefined;
    else if (report.kind === 'crashed') this.fail(report.message);
  }

  /** Nobody will answer. */
  fail(reason: string): void {
    this.failure = reason;
    for (const { reject } of this.waiting.splice(0)) reject(new Error(reason));
  }
}
