import type { Time } from '../clock/time.ts';
import type { Command } from '../protocol/commands.ts';

/** Commands that alter a machine. */
export type LoggedCommand = Extract<Command, { kind: 'adjust' | 'rogue' }>;

/** A command and the simulated moment at which it took effect: configuration + seed + this log + time is a moment. */
export interface LogEntry {
  readonly at: Time;
  readonly command: LoggedCommand;
}

/** The commands that a machine has taken since its start. */
export class CommandLog {
  private readonly list: LogEntry[] = [];

  add(at: Time, command: LoggedCommand): void {
    this.list.push({ at, command });
  }

  clear(): void {
    this.list.length = 0;
  }

  get entries(): readonly LogEntry[] {
    return this.list;
  }
}
