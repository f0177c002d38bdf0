import type { LabMachine } from '../machine/lab-machine.ts';
import type { Report, RunState } from '../protocol/reports.ts';
import type { HostEnvironment } from './environment.ts';
import { EventSteps } from './event-steps.ts';
import { Publisher, type ReportHead } from './publisher.ts';
import type { Timeline } from './timeline.ts';
import type { Undo } from './undo.ts';
import type { Twin } from './twin.ts';

/** Wall milliseconds after which a page that has not read a report is not looking. */
const PATIENCE_MS = 1000;
/** Commands whose moments are told in each report. */
const MOST_MARKS = 64;

/** What is on show: a machine as it stands, or one event of its latest act; beside it perhaps a second machine. */
export class Stage {
  twin: Twin | undefined = undefined;
  /** Commands that have been carried out or refused. */
  commands = 0;
  /** Changes that can be undone. */
  undo: Pick<Undo, 'counts'> | undefined = undefined;
  readonly steps = new EventSteps();
  readonly publisher: Publisher;
  private present: Timeline;
  private machines = 1;
  private jumps = 0;
  private pending = false;
  private wasStalled = false;
  private sentAt = 0;
  private readonly environment: HostEnvironment;

  constructor(timeline: Timeline, environment: HostEnvironment) {
    this.present = timeline;
    this.environment = environment;
    this.publisher = new Publisher((report, transfer) => environment.post(report, transfer));
  }

  get timeline(): Timeline {
    return this.present;
  }

  get machine(): LabMachine {
    return this.present.machine;
  }

  /** Puts another machine on. */
  put(timeline: Timeline): void {
    this.present = timeline;
    this.machines += 1;
    this.steps.clear();
    this.publisher.restart();
  }

  /** The machine was put to another moment. */
  jumped(): void {
    this.jumps += 1;
    this.publisher.jump(this.until);
  }

  /** Another machine beside it, or none. */
  compareWith(twin: Twin | undefined): void {
    this.twin = twin;
    this.publisher.forgetTwin();
  }

  /** Sends what is on show, unless a report is under way: then once it has been read. */
  publish(state: RunState): void {
    const { publisher, present, twin } = this;
    twin?.keepUp(present);
    this.pending = publisher.busy;
    if (publisher.busy) {
      publisher.merge();
      return;
    }
    this.sentAt = this.environment.wallTime();
    if (this.steps.current === undefined) present.history.noteSeen(present.place);
    const view = this.steps.current?.view ?? publisher.news(present.machine);
    publisher.send(this.head(state), view, present.machine.tracer, this.until, twin?.timeline.machine);
    this.pending = publisher.owes;
  }

  /** The page has read a report. @returns whether there is something to send. */
  acknowledge(report: number, buffer: ArrayBuffer): boolean {
    this.publisher.acknowledge(report, buffer);
    return this.pending && !this.publisher.busy;
  }

  /** Whether the page has stopped reading: wait for it. */
  get isStalled(): boolean {
    const stalled = this.publisher.busy && this.environment.wallTime() - this.sentAt > PATIENCE_MS;
    if (stalled) this.wasStalled = true;
    return stalled;
  }

  /** Whether the page reads again after having stopped; asking forgets it. */
  takeStall(): boolean {
    const { wasStalled } = this;
    this.wasStalled = false;
    return wasStalled;
  }

  tell(report: Report): void {
    this.environment.post(report, []);
  }

  /** Number of the first event that has not happened in what is on show. */
  get until(): number {
    const { current } = this.steps;
    return current === undefined ? this.machine.tracer.sequence : current.sequence + 1;
  }

  private head(state: RunState): ReportHead {
    const { present, machine, twin } = this;
    const { history, start, end, isPast, branches } = present;
    return {
      state,
      commands: this.commands,
      now: this.steps.current?.at ?? present.now,
      ...(this.steps.current === undefined ? {} : { event: this.steps.current.sequence }),
      machine: this.machines,
      config: machine.config,
      refused: {},
      unavailable: machine.unavailableStrategies(),
      history: {
        start: start.now,
        end: Math.max(end.now, end.reached),
        isPast,
        checkpoints: history.kept.length,
        bytes: history.bytes,
        branches,
        jumps: this.jumps,
        ...(this.undo?.counts ?? { undo: 0, redo: 0 }),
        marks: history.entries.slice(-MOST_MARKS).map(({ at }) => at),
      },
      ...(twin === undefined ? {} : { twin: { config: twin.timeline.machine.config, now: twin.timeline.now } }),
    };
  }
}
