import { later, type Time } from '../clock/time.ts';
import type { LabMachine } from '../machine/lab-machine.ts';
import type { RogueVerdict } from '../protocol/reports.ts';
import type { LoggedCommand } from '../protocol/run-moment.ts';
import { History, positionOf, type Milestone, type Place } from './history.ts';

/** Acts between two checkpoints at least: doing them again takes a moment. */
const CHECKPOINT_ACTS = 4000;
/** Wall milliseconds between two checkpoints at least. */
const CHECKPOINT_WALL = 100;
/** A checkpoint takes one part of this many of the time at most. */
const CHECKPOINT_SHARE = 8;
/** Acts between two looks at whether one is due. */
const ACTS_PER_LOOK = 512;

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
      this.latestAct = later(this.latestAct, this.machine.nextTime);
      this.machine.runOne();
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
    return this.carryOut(command);
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
