import { later, type Time } from '../clock/time.ts';
import type { LabMachine } from '../machine/lab-machine.ts';
import type { RogueVerdict } from '../protocol/reports.ts';
import type { LoggedCommand } from '../protocol/run-moment.ts';
import { History, positionOf, type LogEntry, type Milestone, type Place } from './history.ts';

/** Acts between two checkpoints at least: doing them again takes a moment. */
const CHECKPOINT_ACTS = 4000;
/** Wall milliseconds between two checkpoints at least. */
const CHECKPOINT_WALL = 100;
/** A checkpoint takes one part of this many of the time at most. */
const CHECKPOINT_SHARE = 8;
/** Acts between two looks at whether one is due. */
const ACTS_PER_LOOK = 512;

/** A run as it is known: every command, and how far it got. Plain data. */
export interface Course {
  readonly entries: readonly LogEntry[];
  readonly end: Place;
}

/**
 * A machine in time: counts its acts, logs its commands, takes checkpoints, and can go back. What it does after going back
 * is what it did then, commands included, until a new command comes.
 */
export class Timeline {
  readonly machine: LabMachine;
  readonly history: History;
  /** How many times what came after a moment was forgotten for another course. */
  branches = 0;
  private acts = 0;
  private commands = 0;
  private latestAct: Time;
  /** Where the run had got when it was left; undefined while it is there. */
  private left: Place | undefined = undefined;
  private nextLook = ACTS_PER_LOOK;
  private markedActs = 0;
  private markedWall: number;
  private markCost = 0;
  private readonly wallTime: () => number;

  constructor(machine: LabMachine, wallTime: () => number, history = new History()) {
    this.machine = machine;
    this.latestAct = machine.now;
    this.wallTime = wallTime;
    this.history = history;
    this.markedWall = wallTime();
    this.mark();
  }

  get now(): Time {
    return this.machine.now;
  }

  /** When the latest act was due, or a moment after it at which the clock was let stand: all until then has happened. */
  get reached(): Time {
    return this.latestAct;
  }

  /** When the next act is due, or the command that came before it. */
  get nextTime(): Time {
    const { entries } = this.history;
    const entry = this.commands < entries.length ? entries[this.commands] : undefined;
    return entry?.acts === this.acts ? entry.at : this.machine.nextTime;
  }

  /** Acts and commands so far. */
  get position(): number {
    return this.acts + this.commands;
  }

  /** Where the run stands. */
  get place(): Place {
    const { acts, commands, reached, machine } = this;
    return { acts, commands, reached, now: machine.now, sequence: machine.tracer.sequence };
  }

  /** The furthest place that was reached. */
  get end(): Place {
    return this.left ?? this.place;
  }

  /** The earliest place that can be reached. */
  get start(): Place {
    return this.history.kept[0]!;
  }

  /** Whether the run has been further than this. */
  get isPast(): boolean {
    return this.left !== undefined;
  }

  /** Lets the next act happen, or the command that came before it. */
  runOne(): void {
    const { entries } = this.history;
    const entry = this.commands < entries.length ? entries[this.commands] : undefined;
    if (entry?.acts === this.acts) {
      this.standAt(entry.at);
      this.commands += 1;
      this.carryOut(entry.command);
    } else {
      const due = this.machine.nextTime;
      this.machine.runOne();
      this.latestAct = later(this.latestAct, due);
      this.acts += 1;
    }
    if (this.left !== undefined) this.noticeArrival();
    if (this.acts >= this.nextLook) this.look();
  }

  /** Lets the clock stand at a moment before the next act. */
  idleUntil(moment: Time): void {
    this.standAt(moment);
    if (this.left !== undefined) this.noticeArrival();
  }

  /**
   * Forgets what came after this moment, because it will come differently.
   * @returns where the run had got; undefined when it has not been further.
   */
  fork(): Place | undefined {
    const { left } = this;
    if (left === undefined) return undefined;
    this.left = undefined;
    this.history.cutAfter(this.place);
    if (positionOf(left) === this.position) return undefined;
    this.branches += 1;
    return left;
  }

  /**
   * Carries a command out and logs it. In the past this forks. What is due at this very moment happens before, so that the
   * moment alone says when the command took effect.
   */
  perform(command: LoggedCommand): RogueVerdict | undefined {
    this.fork();
    while (this.machine.nextTime <= this.latestAct) this.runOne();
    this.history.add({ acts: this.acts, at: this.machine.now, reached: this.latestAct, command });
    this.commands += 1;
    try {
      return this.carryOut(command);
    } catch (error) {
      // What could not be carried out is no part of the run; the machine has to go back to before it.
      this.commands -= 1;
      this.history.cutAfter(this.place);
      throw error;
    }
  }

  /**
   * Puts the machine back to a checkpoint at or before where it stands, after an act or command broke off in its middle.
   * @returns the place before that act, to travel to.
   */
  retreat(): Place {
    const { position, reached } = this;
    const place = { ...this.place, now: reached };
    this.goBackTo(this.latestBefore((milestone) => positionOf(milestone) <= position && milestone.reached <= reached));
    return place;
  }

  /** Puts the machine back to a checkpoint of this run. */
  goBackTo(milestone: Milestone): void {
    this.left ??= this.place;
    const { tracer } = this.machine;
    const { observer } = tracer;
    milestone.checkpoint.restore();
    // Whoever watches now is no part of the machine.
    tracer.observer = observer;
    this.acts = milestone.acts;
    this.commands = milestone.commands;
    this.latestAct = milestone.reached;
    this.markedActs = this.acts;
    this.nextLook = this.acts + ACTS_PER_LOOK;
    this.noticeArrival();
  }

  /** What the run is, to be followed again later. */
  get course(): Course {
    return { entries: [...this.history.entries], end: this.end };
  }

  /**
   * Follows another known course of this run from now on: what both have in common stays. The machine goes back to there if it
   * is further; where the other course leads is known again, and happens when it is gone to.
   */
  follow({ entries, end }: Course): void {
    const present = this.history.entries;
    let common = 0;
    while (common < present.length && present[common] === entries[common]) common += 1;
    const partings = [present[common], entries[common]].filter((entry) => entry !== undefined);
    const isCommon = ({ acts, commands, reached }: Omit<Place, 'now' | 'sequence'>): boolean =>
      commands <= common &&
      partings.every((entry) => acts < entry.acts || (acts === entry.acts && reached <= entry.reached));
    if (!isCommon(this.place)) this.goBackTo(this.latestBefore(isCommon));
    this.history.replaceLog(entries, isCommon);
    this.left = end;
    this.noticeArrival();
  }

  /** The latest checkpoint that passes `test`, which must hold for all earlier ones. */
  private latestBefore(test: (milestone: Milestone) => boolean): Milestone {
    return this.history.latest(test) ?? this.history.kept[0]!;
  }

  /** Takes a checkpoint here, unless there is one. */
  mark(): void {
    const before = this.wallTime();
    this.history.mark(this.machine, this.place);
    this.markedWall = this.wallTime();
    this.markCost = this.markedWall - before;
    this.markedActs = this.acts;
  }

  private standAt(moment: Time): void {
    // At its own moment there may be acts due, which idling would let happen.
    if (this.machine.now >= moment) return;
    this.machine.idleUntil(moment);
    this.latestAct = later(this.latestAct, moment);
  }

  private carryOut(command: LoggedCommand): RogueVerdict | undefined {
    // Other guests may not have been let stand at this moment.
    this.machine.idleUntil(this.latestAct);
    if (command.kind === 'rogue') return this.machine.rogue(command.target);
    this.machine.adjust(command.change);
    return undefined;
  }

  private noticeArrival(): void {
    const { left } = this;
    if (left === undefined) return;
    const beyond = this.position - positionOf(left);
    if (beyond > 0 || (beyond === 0 && this.latestAct >= left.reached)) this.left = undefined;
  }

  private look(): void {
    this.nextLook = this.acts + ACTS_PER_LOOK;
    if (this.acts - this.markedActs < CHECKPOINT_ACTS) return;
    const pause = Math.max(CHECKPOINT_WALL, this.markCost * CHECKPOINT_SHARE);
    if (this.wallTime() - this.markedWall >= pause) this.mark();
  }
}
