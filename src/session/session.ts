import type { Command } from '../protocol/commands.ts';
import type { Report } from '../protocol/reports.ts';

/**
 * The page's end of the protocol: one emulator, wherever it runs. Both implementations (a worker, or the same host in this
 * thread) keep the same contract: commands are taken in order from the first moment on, every listener hears every report
 * that comes after it subscribed, and nothing is heard after `dispose`.
 */
export interface Session {
  /** Sends a command; what is named in `transfer` belongs to the emulator from then on. */
  send(command: Command, transfer?: readonly Transferable[]): void;
  /** Hears every report. @returns what ends the subscription. */
  subscribe(listener: (report: Report) => void): () => void;
  /** Stops the emulator and gives everything back. */
  dispose(): void;
}
