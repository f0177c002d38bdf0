import type { Report } from '../protocol/reports.ts';

/** What the host needs from where it runs: a worker, or the page's own thread, or a test with a clock of its own. */
export interface HostEnvironment {
  /** Sends a report; the buffers named are given away. */
  post(report: Report, transfer: readonly ArrayBuffer[]): void;
  /** Wall time in milliseconds; used for pacing only, never seen by the machine. */
  wallTime(): number;
  /** Calls back as soon as messages that wait have been seen. */
  soon(callback: () => void): void;
  /** Calls back after `milliseconds`; returns a cancel. */
  later(callback: () => void, milliseconds: number): () => void;
}
