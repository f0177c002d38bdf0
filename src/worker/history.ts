import { CheckpointBytes } from '../base/checkpoint-bytes.ts';
import { Checkpoint } from '../base/checkpoint.ts';
import type { Time } from '../clock/time.ts';
import type { LoggedCommand } from '../protocol/run-moment.ts';

/** A command and the moment at which it took effect: after so many acts, at this simulated time. */
export interface LogEntry {
  readonly acts: number;
  readonly at: Time;
  /** When the latest act before it was due. */
  readonly reached: Time;
  readonly command: LoggedCommand;
}

/** Where a run stands: so many acts have happened and so many commands have taken effect. */
export interface Place {
  readonly acts: number;
  readonly commands: number;
  /** What the first guest's clock says. */
  readonly now: Time;
  /** When the latest act was due: in an act the clock goes on, and several guests have clocks of their own. */
  readonly reached: Time;
  /** Events until then. */
  readonly sequence: number;
}

/** A machine as it stood somewhere. */
export interface Milestone extends Place {
  readonly checkpoint: Checkpoint;
}

/** Bytes that checkpoints may take in all. */
export const HISTORY_BYTES = 128 * 1024 * 1024;
/** Share of the limit that is left free by thinning, so that it is not needed for each checkpoint. */
const THINNED = 0.9;

/** Places at which the run was looked at that are remembered at most. */
const MOST_SEEN = 16_384;

/** How far along its run a place is: each act and each command is one more. */
export const positionOf = (place: Pick<Place, 'acts' | 'commands'>): number => place.acts + place.commands;

/** Whether a run is at a place before it is at another; the clock alone may have gone on. */
const isBefore = (one: Place, other: Place): boolean =>
  positionOf(one) < positionOf(other) || (positionOf(one) === positionOf(other) && one.now < other.now);

/**
 * What is kept of a run: the command log, whole, and checkpoints, bounded. Configuration + seed + log + time is a moment;
 * a checkpoint only makes getting there quicker. When space is short, old ones are thinned: the further back, the wider
 * apart.
 */
export class History {
  private readonly log: LogEntry[] = [];
  private milestones: Milestone[] = [];
  /** Places at which the run was looked at, in its order. */
  private seen: Place[] = [];
  private readonly taken = new CheckpointBytes();
  private readonly limit: number;
  private readonly constants: readonly object[];

  /** @param constants parts of the machine that never change, such as a recording. */
  constructor(limit = HISTORY_BYTES, constants: readonly object[] = []) {
    this.limit = limit;
    this.constants = constants;
  }

  /** Every command taken, in order. */
  get entries(): readonly LogEntry[] {
    return this.log;
  }

  /** Checkpoints, oldest first. */
  get kept(): readonly Milestone[] {
    return this.milestones;
  }

  /** Bytes of all checkpoints, what they share counted once. */
  get bytes(): number {
    return this.taken.total;
  }

  add(entry: LogEntry): void {
    this.log.push(entry);
  }

  /** Takes a checkpoint of everything that can be reached from `root`, which stands at `place`. */
  mark(root: object, place: Place): void {
    const position = positionOf(place);
    const after = this.milestones.findIndex((milestone) => positionOf(milestone) >= position);
    const index = after < 0 ? this.milestones.length : after;
    if (after >= 0 && positionOf(this.milestones[after]!) === position) return;
    const base = this.milestones[index - 1]?.checkpoint;
    const checkpoint = new Checkpoint(root, base, this.constants);
    this.taken.add(checkpoint);
    this.milestones.splice(index, 0, { ...place, checkpoint });
    if (this.bytes > this.limit) this.thin(index);
  }

  /** The latest checkpoint that passes `test`, which must hold for all earlier ones; undefined when none does. */
  latest(test: (milestone: Milestone) => boolean): Milestone | undefined {
    return this.milestones.findLast(test);
  }

  /** The run is looked at here: going to this moment will lead to this very place. */
  noteSeen(place: Place): void {
    const before = this.seen.findLastIndex((one) => !isBefore(place, one));
    const same = this.seen[before];
    if (same !== undefined && !isBefore(same, place)) return;
    this.seen.splice(before + 1, 0, place);
    // Places far back are less likely to be asked for to the picosecond.
    if (this.seen.length > MOST_SEEN)
      this.seen = this.seen.filter((_, index) => index % 2 === 1 || index > MOST_SEEN / 2);
  }

  /** Where the run was when it was looked at at a moment; the latest place if there are several. */
  seenAt(now: Time): Place | undefined {
    let low = 0;
    let high = this.seen.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.seen[middle]!.now <= now) low = middle + 1;
      else high = middle;
    }
    const place = this.seen[low - 1];
    return place?.now === now ? place : undefined;
  }

  /** Forgets what came after a place: it will come differently. */
  cutAfter(place: Place): void {
    this.log.length = place.commands;
    while (this.seen.length > 0 && isBefore(place, this.seen.at(-1)!)) this.seen.pop();
    while (this.milestones.length > 0 && positionOf(this.milestones.at(-1)!) > positionOf(place)) {
      this.drop(this.milestones.length - 1);
    }
  }

  /** Other commands were taken than those in the log; of the rest only what passes `isCommon` is still true. */
  replaceLog(entries: readonly LogEntry[], isCommon: (place: Place) => boolean): void {
    this.log.length = 0;
    // One by one: there may be more than fit in a call.
    for (const entry of entries) this.log.push(entry);
    this.seen = this.seen.filter(isCommon);
    for (let index = this.milestones.length - 1; index > 0; index--) {
      if (!isCommon(this.milestones[index]!)) this.drop(index);
    }
  }

  /**
   * Drops checkpoints until there is room again, each time the one whose neighbours are closest for its age.
   * @param fresh index of the one just taken, which stays.
   */
  private thin(fresh: number): void {
    const newest = this.milestones[fresh]!;
    while (this.milestones.length > 2 && this.bytes > this.limit * THINNED) {
      const at = positionOf(newest);
      let worst = -1;
      let lowest = Number.POSITIVE_INFINITY;
      // The first is the start of what can be reached, the last the base of the next: both stay.
      for (let i = 1; i < this.milestones.length - 1; i++) {
        const milestone = this.milestones[i]!;
        const gap = positionOf(this.milestones[i + 1]!) - positionOf(this.milestones[i - 1]!);
        const worth = gap / (Math.abs(at - positionOf(milestone)) + 1);
        if (milestone !== newest && worth < lowest) {
          lowest = worth;
          worst = i;
        }
      }
      if (worst < 0) break;
      this.drop(worst);
    }
    // So large a machine that not even two fit: the start alone is enough to reach everything.
    while (this.milestones.length > 1 && this.bytes > this.limit) this.drop(this.milestones.length - 1);
  }

  private drop(index: number): void {
    const [dropped] = this.milestones.splice(index, 1);
    this.taken.remove(dropped!.checkpoint);
  }
}
