import { Checkpoint } from '../base/checkpoint.ts';
import type { Time } from '../clock/time.ts';
import type { Command } from '../protocol/commands.ts';

/** Commands that alter a machine. */
export type LoggedCommand = Extract<Command, { kind: 'adjust' | 'rogue' }>;

/** A command and the moment at which it took effect: after so many acts, at this simulated time. */
export interface LogEntry {
  readonly acts: number;
  readonly at: Time;
  readonly command: LoggedCommand;
}

/** A machine as it stood after a number of acts. */
export interface Milestone {
  readonly acts: number;
  readonly now: Time;
  /** Events until then. */
  readonly sequence: number;
  /** Log entries that had taken effect. */
  readonly commands: number;
  readonly checkpoint: Checkpoint;
}

/** Bytes that checkpoints may take in all. */
export const HISTORY_BYTES = 128 * 1024 * 1024;

/**
 * What is kept of a run: the command log, whole, and checkpoints, bounded. Configuration + seed + log + time is a moment;
 * a checkpoint only makes getting there quicker. When space is short, old ones are thinned: the further back, the wider
 * apart.
 */
export class History {
  private readonly log: LogEntry[] = [];
  private milestones: Milestone[] = [];
  private readonly limit: number;

  constructor(limit = HISTORY_BYTES) {
    this.limit = limit;
  }

  /** Every command taken, in order. */
  get entries(): readonly LogEntry[] {
    return this.log;
  }

  /** Checkpoints, oldest first. */
  get kept(): readonly Milestone[] {
    return this.milestones;
  }

  add(entry: LogEntry): void {
    this.log.push(entry);
  }

  /** Takes a checkpoint of everything that can be reached from `root`. */
  mark(root: object, acts: number, now: Time, sequence: number): void {
    const base = this.milestones.at(-1)?.checkpoint;
    const checkpoint = new Checkpoint(root, base);
    this.milestones.push({ acts, now, sequence, commands: this.log.length, checkpoint });
    if (this.bytes() > this.limit) this.thin();
  }

  /** The latest checkpoint that passes `test`, which must hold for all earlier ones; undefined when none does. */
  latest(test: (milestone: Milestone) => boolean): Milestone | undefined {
    for (let i = this.milestones.length - 1; i >= 0; i--) {
      if (test(this.milestones[i]!)) return this.milestones[i]!;
    }
    return undefined;
  }

  /** Forgets what came after a moment: it will come differently. */
  cutAfter(acts: number, commands: number): void {
    this.log.length = commands;
    this.milestones = this.milestones.filter((milestone) => milestone.acts <= acts && milestone.commands <= commands);
  }

  /** Bytes of all checkpoints, what they share counted once. */
  bytes(): number {
    const pieces = new Set<Uint8Array>();
    let bytes = 0;
    for (const { checkpoint } of this.milestones) {
      for (const piece of checkpoint.pieces()) {
        if (pieces.has(piece)) continue;
        pieces.add(piece);
        bytes += piece.length;
      }
    }
    return bytes;
  }

  /** Drops checkpoints until a quarter of the space is free, each time the one whose neighbours are closest for its age. */
  private thin(): void {
    while (this.milestones.length > 3 && this.bytes() > this.limit * 0.75) {
      const newest = this.milestones.at(-1)!.acts;
      let worst = 1;
      let lowest = Number.POSITIVE_INFINITY;
      // The first is the start of what can be reached, the last the base of the next: both stay.
      for (let i = 1; i < this.milestones.length - 1; i++) {
        const gap = this.milestones[i + 1]!.acts - this.milestones[i - 1]!.acts;
        const worth = gap / (newest - this.milestones[i]!.acts + 1);
        if (worth < lowest) {
          lowest = worth;
          worst = i;
        }
      }
      this.milestones.splice(worst, 1);
    }
  }
}
