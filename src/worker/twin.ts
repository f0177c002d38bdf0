import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';
import { finishErrand, type Errand } from './errands.ts';
import type { LoggedCommand } from '../protocol/run-moment.ts';
import type { Timeline } from './timeline.ts';
import { runOnTo } from './travel.ts';

/** Settings in which two configurations differ. */
export function difference(one: MachineConfig, other: MachineConfig): Partial<MachineConfig> {
  const isDifferent = (key: keyof MachineConfig): boolean => JSON.stringify(one[key]) !== JSON.stringify(other[key]);
  const keys = (Object.keys(other) as (keyof MachineConfig)[]).filter(isDifferent);
  return Object.fromEntries(keys.map((key) => [key, other[key]]));
}

/** A second machine beside the first: the same commands at the same moments, but for the settings in which they differ. */
export class Twin {
  readonly timeline: Timeline;
  /** The settings that are compared. */
  readonly apart: Partial<MachineConfig>;
  /** Commands of the first machine that were taken. */
  private taken = 0;
  private ready = false;
  private stuck = false;

  constructor(timeline: Timeline, apart: Partial<MachineConfig>) {
    this.timeline = timeline;
    this.apart = apart;
  }

  /** Whether it has been where the first machine is. */
  get isReady(): boolean {
    return this.ready;
  }

  /** Whether it could not go on. */
  get isStuck(): boolean {
    return this.stuck;
  }

  /**
   * Goes to the moment at which the first machine stands. It has taken every command by then which that one has taken,
   * also those behind which it has gone back.
   */
  *follow(first: Timeline): Errand {
    const { entries } = first.history;
    try {
      for (; this.taken < entries.length; this.taken += 1) {
        const { reached, command } = entries[this.taken]!;
        yield* runOnTo(this.timeline, reached);
        this.carryOut(command);
      }
      yield* runOnTo(this.timeline, first.reached);
    } catch (error) {
      this.stuck = true;
      throw error;
    }
    this.ready = true;
  }

  /** The same at once, when the first machine has only gone on a little. */
  keepUp(first: Timeline): void {
    if (this.timeline.reached === first.reached) return;
    finishErrand(this.follow(first));
  }

  /** Takes a command that the first machine is about to take; what came after this moment is forgotten. */
  perform(command: LoggedCommand, first: Timeline): void {
    this.keepUp(first);
    this.timeline.fork();
    this.carryOut(command);
    this.taken = first.history.entries.length + 1;
  }

  private carryOut(command: LoggedCommand): void {
    const { timeline } = this;
    if (command.kind === 'rogue') {
      timeline.perform(command);
      return;
    }
    const kept = Object.entries(command.change).filter(([key]) => !(key in this.apart));
    const change: Partial<LiveSettings> = Object.fromEntries(kept);
    if (kept.length === 0 || timeline.machine.refusal(change) !== undefined) return;
    timeline.perform({ kind: 'adjust', change });
  }
}
