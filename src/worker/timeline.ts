import { assert } from '../base/assert.ts';
import type { Time } from '../clock/time.ts';
import type { LabMachine } from '../machine/lab-machine.ts';
import type { RogueVerdict } from '../protocol/reports.ts';
import { History, type LoggedCommand, type Milestone } from './history.ts';

/** Acts between two checkpoints at least: what has to be done again at most, while checkpoints are dense. */
const CHECKPOINT_ACTS = 20_000;
/** Wall milliseconds between two checkpoints at least: taking one costs some 10. */
const CHECKPOINT_WALL = 250;

/** Where to go in a run. */
export type Destination =
  /** As it stood at a simulated time. */
  | { readonly kind: 'time'; readonly at: Time }
  /** To the act in which event number `sequence` happened: before it, so that the act can be watched. */
  | { readonly kind: 'before-event'; readonly sequence: number };

/**
 * A machine in time: counts its acts, logs its commands, takes checkpoints, and can go back. Going to a moment is exact:
 * the state there is the state then.
 */
export class Timeline {
  readonly machine: LabMachine;
  readonly history: History;
  private acts = 0;
  private applied = 0;
  private latestActs = 0;
  private latestTime: Time;
  private markedActs = 0;
  private markedWall: number;
  private readonly wallTime: () => number;

  constructor(machine: LabMachine, wallTime: () => number, history = new History()) {
    this.machine = machine;
    this.wallTime = wallTime;
    this.history = history;
    this.latestTime = machine.now;
    this.markedWall = wallTime();
    this.mark();
  }

  get now(): Time {
    return this.machine.now;
  }

  get nextTime(): Time {
    return this.machine.nextTime;
  }

  /** The latest moment that was reached, ps; later than now after going back. */
  get end(): Time {
    return this.latestTime;
  }

  /** The earliest moment that can be reached, ps. */
  get start(): Time {
    return this.history.kept[0]!.now;
  }

  /** Whether the run has been further than this. */
  get isInPast(): boolean {
    return this.acts < this.latestActs;
  }

  /** Lets the next act happen; in the past, with the commands that came then. */
  runOne(): void {
    this.replayCommands();
    this.machine.runOne();
    this.acts += 1;
    if (this.acts >= this.latestActs) this.reachNew();
  }

  idleUntil(moment: Time): void {
    this.replayCommands();
    this.machine.idleUntil(moment);
    if (!this.isInPast && this.machine.now > this.latestTime) this.latestTime = this.machine.now;
  }

  /** Carries a command out and logs it. In the past this forks: what came after is forgotten. */
  perform(command: LoggedCommand): RogueVerdict | undefined {
    if (this.isInPast || this.applied < this.history.entries.length) {
      this.history.cutAfter(this.acts, this.applied);
      this.latestActs = this.acts;
      this.latestTime = this.machine.now;
    }
    this.history.add({ acts: this.acts, at: this.machine.now, command });
    this.applied += 1;
    return this.carryOut(command);
  }

  /**
   * Starts going somewhere: back to the checkpoint before it, then on, piece by piece.
   * @returns one step of the way; false once it is there.
   */
  travel(destination: Destination): () => boolean {
    const milestone = this.milestoneBefore(destination);
    const isAhead = this.isBehind(destination) && this.acts >= milestone.acts;
    if (!isAhead) this.goBackTo(milestone);
    const { machine } = this;
    if (destination.kind === 'before-event') return this.towardsEvent(destination.sequence);
    const { at } = destination;
    return () => {
      if (machine.nextTime <= at && this.acts < this.latestActs) {
        this.runOne();
        return true;
      }
      if (machine.now < at && machine.nextTime > at) this.idleUntil(at);
      return false;
    };
  }

  /** Acts so far. */
  get position(): number {
    return this.acts;
  }

  private towardsEvent(sequence: number): () => boolean {
    const { machine } = this;
    let before = { acts: this.acts, sequence: machine.tracer.sequence };
    return () => {
      if (machine.tracer.sequence > sequence) {
        // One act too far: back, and on to where that act begins.
        const wanted = before.acts;
        this.goBackTo(this.milestoneBefore({ kind: 'before-event', sequence }));
        while (this.acts < wanted) this.runOne();
        return false;
      }
      before = { acts: this.acts, sequence: machine.tracer.sequence };
      this.runOne();
      return true;
    };
  }

  private isBehind(destination: Destination): boolean {
    return destination.kind === 'time'
      ? this.machine.now <= destination.at
      : this.machine.tracer.sequence <= destination.sequence;
  }

  private milestoneBefore(destination: Destination): Milestone {
    const found = this.history.latest((milestone) =>
      destination.kind === 'time' ? milestone.now <= destination.at : milestone.sequence <= destination.sequence,
    );
    const milestone = found ?? this.history.kept[0];
    assert(milestone !== undefined, 'a checkpoint at the start');
    return milestone;
  }

  private goBackTo(milestone: Milestone): void {
    const { tracer } = this.machine;
    const { observer } = tracer;
    milestone.checkpoint.restore();
    // Whoever watches now is no part of the machine.
    tracer.observer = observer;
    this.acts = milestone.acts;
    this.applied = milestone.commands;
  }

  private replayCommands(): void {
    for (;;) {
      const entry = this.history.entries[this.applied];
      if (entry === undefined || entry.acts > this.acts) return;
      this.machine.idleUntil(entry.at);
      this.applied += 1;
      this.carryOut(entry.command);
    }
  }

  private carryOut(command: LoggedCommand): RogueVerdict | undefined {
    if (command.kind === 'rogue') return this.machine.rogue(command.target);
    this.machine.adjust(command.change);
    return undefined;
  }

  private reachNew(): void {
    this.latestActs = this.acts;
    this.latestTime = this.machine.now;
    if (this.acts - this.markedActs < CHECKPOINT_ACTS) return;
    const wall = this.wallTime();
    if (wall - this.markedWall < CHECKPOINT_WALL) return;
    this.mark();
    this.markedWall = wall;
  }

  private mark(): void {
    this.history.mark(this.machine, this.acts, this.machine.now, this.machine.tracer.sequence);
    this.markedActs = this.acts;
  }
}
