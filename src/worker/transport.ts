import { time } from '../clock/time.ts';
import type { Breakpoint, Explainable, Pace, StepUnit } from '../protocol/commands.ts';
import type { RunState } from '../protocol/reports.ts';
import { Breakpoints, type Stop } from './breakpoints.ts';
import type { HostEnvironment } from './environment.ts';
import { Errands, type Errand } from './errands.ts';
import { explain } from './explain.ts';
import { RunLoop } from './run-loop.ts';
import type { Stage } from './stage.ts';
import { stepBack, stepForward } from './stepping.ts';
import { StoppingRun } from './stopping-run.ts';
import { travelToPlace, travelToTime } from './travel.ts';

/** What the transport reports to, beside the page. */
export interface TransportListener {
  /** An errand is over: what waited for it can be done. */
  ready(): void;
  failed(error: unknown): void;
}

/** Moves what is on stage through time: run, pause, step, step back, seek, stop at breakpoints. */
export class Transport {
  private state: RunState = 'paused';
  private run: StoppingRun;
  /** A breakpoint in an act whose events are being shown one by one. */
  private ahead: Stop | undefined = undefined;
  /** Whether there is something to send that had to wait. */
  private isOwed = false;
  private readonly stage: Stage;
  private readonly listener: TransportListener;
  private readonly loop: RunLoop;
  private readonly errands: Errands;
  private readonly breakpoints = new Breakpoints();

  constructor(stage: Stage, environment: HostEnvironment, listener: TransportListener) {
    this.stage = stage;
    this.listener = listener;
    this.errands = new Errands(environment, (error) => listener.failed(error));
    this.run = new StoppingRun(stage.timeline, this.breakpoints);
    this.loop = new RunLoop(this.run, environment, {
      sliced: () => {
        this.showMachine();
        this.publish();
      },
      oneEvent: () => this.tickEvent(),
      finished: () => this.halt('finished'),
      stopped: () => this.stopAt(this.run.takeStop()),
      stalled: () => stage.isStalled,
      failed: (error) => listener.failed(error),
    });
  }

  /** Whether the machine is on its way somewhere: commands meant for where it goes have to wait. */
  get busy(): boolean {
    return this.errands.busy;
  }

  /** Another machine is on stage. */
  restart(): void {
    this.errands.cancel();
    this.ahead = undefined;
    if (this.state === 'finished') this.state = 'paused';
    this.run = new StoppingRun(this.stage.timeline, this.breakpoints);
    this.breakpoints.startAt(this.stage.machine);
    this.loop.take(this.run);
    this.loop.hold(false);
  }

  play(pace: Pace): void {
    this.state = 'running';
    this.showMachine();
    this.loop.run(pace);
    this.publish();
  }

  /** Stops, also on the way to somewhere: the machine then stays where it has got to. */
  pause(): void {
    this.state = 'paused';
    this.loop.pause();
    if (!this.errands.cancel()) {
      this.publish();
      return;
    }
    if (this.stage.twin?.isReady === false) this.stage.compareWith(undefined);
    this.travel(nothing(), this.stage.timeline.now);
  }

  /** Stops for good. */
  dispose(): void {
    this.loop.pause();
    this.errands.cancel();
  }

  /** Stops without a word: the machine is broken. */
  freeze(): void {
    this.state = 'paused';
    this.loop.pause();
    this.errands.drop();
  }

  private halt(state: RunState): void {
    this.state = state;
    this.loop.pause();
    this.publish();
  }

  /** An act or a command broke off in its middle: goes back to before it, and stands there. */
  retreat(done: () => void): void {
    const { timeline } = this.stage;
    this.freeze();
    const place = timeline.retreat();
    this.travel(travelToPlace(timeline, place), place.now, done);
  }

  setHidden(hidden: boolean): void {
    this.loop.setHidden(hidden);
    this.errands.setHidden(hidden);
  }

  setBreakpoints(on: readonly Breakpoint[]): void {
    this.breakpoints.set(on, this.stage.machine);
  }

  step(unit: StepUnit): void {
    const { timeline } = this.stage;
    this.state = 'paused';
    this.loop.pause();
    if (unit === 'event') {
      this.showEvent(this.nextEvent);
      return;
    }
    this.showMachine();
    const errand = stepForward(timeline, unit, () => this.run.runOne());
    this.start(errand, timeline.now, () => this.stopAt(this.run.takeStop()));
  }

  stepBack(unit: StepUnit): void {
    const { timeline } = this.stage;
    this.state = 'paused';
    this.loop.pause();
    if (unit === 'event') {
      this.seekEvent(this.stage.until - 2);
      return;
    }
    this.travel(stepBack(timeline, unit), timeline.now);
  }

  /** Goes to a moment of simulated time, ps. */
  seek(to: number): void {
    if (this.state === 'finished') this.state = 'paused';
    this.travel(travelToTime(this.stage.timeline, time(to)), to);
  }

  /** Goes to an event that has happened. */
  seekEvent(sequence: number): void {
    if (this.state === 'finished') this.state = 'paused';
    const { timeline } = this.stage;
    const { start, now } = timeline;
    if (sequence < start.sequence) this.travel(travelToPlace(timeline, start), now);
    else this.showEvent(sequence, true);
  }

  /**
   * Goes by an errand of its own to a place that no run has been at, ps `to`.
   * @param event that is shown there instead of the machine as it stands, if it has happened.
   */
  arrive<Result>(errand: Errand<Result>, to: number, event: number | undefined, done: (result: Result) => void): void {
    const { stage } = this;
    const { timeline, steps } = stage;
    function* there(): Errand<Result> {
      const result = yield* errand;
      const isPast = event !== undefined && event >= timeline.start.sequence && event < timeline.place.sequence;
      if (isPast) yield* steps.reach(timeline, stage.publisher, event);
      return result;
    }
    this.state = 'paused';
    this.loop.pause();
    this.showMachine();
    this.start(there(), to, (result) => {
      stage.machine.section('tables');
      this.breakpoints.startAt(stage.machine);
      if (event !== undefined) steps.show(event);
      stage.jumped();
      this.publish();
      done(result);
    });
  }

  /** Finds out which event made a cell what it is. */
  explain(what: Explainable): void {
    const { stage } = this;
    const { timeline, steps } = stage;
    const iotlb = steps.current?.view.sections.iotlb ?? stage.machine.section('iotlb');
    const search = explain(timeline, { what, before: stage.until, iotlb });
    this.start(search, timeline.now, (event) =>
      stage.tell({ kind: 'explained', what, ...(event === undefined ? {} : { event }) }),
    );
  }

  /** Waits until a second machine that was put beside the first has got to where that one is. */
  awaitTwin(): void {
    this.start(nothing(), this.stage.timeline.now, () => this.publish());
  }

  /** The machine was altered: what it shows is the machine as it stands. */
  altered(): void {
    this.showMachine();
    this.breakpoints.startAt(this.stage.machine);
    this.publish();
  }

  /** Something else is watched. */
  rewatched(): void {
    const { current } = this.stage.steps;
    if (current === undefined || this.busy) this.publish();
    else {
      this.stage.steps.clear();
      this.showEvent(current.sequence);
    }
  }

  /** The page has read a report. */
  acknowledge(report: number, buffer: ArrayBuffer): void {
    const isDue = this.stage.acknowledge(report, buffer);
    if (this.busy) return;
    if (this.loop.running) {
      if (this.stage.takeStall()) this.loop.wake();
    } else if (isDue) this.publish();
  }

  /** Sends what is on show, unless it is on its way: then when it is there. */
  publish(): void {
    this.isOwed = this.busy;
    if (!this.busy) this.stage.publish(this.state);
  }

  private get nextEvent(): number {
    return this.stage.until;
  }

  /** In the pace of events. */
  private tickEvent(): void {
    if (!this.busy && !this.stage.publisher.busy) this.showEvent(this.nextEvent);
  }

  private showEvent(sequence: number, isElsewhere = false): void {
    const { stage } = this;
    const { timeline, steps, machine } = stage;
    this.start(steps.reach(timeline, stage.publisher, sequence), timeline.now, () => {
      if (isElsewhere) this.breakpoints.startAt(machine);
      else this.ahead = this.breakpoints.look(machine) ?? this.ahead;
      if (!steps.show(sequence)) {
        this.halt('finished');
        return;
      }
      if (isElsewhere) stage.jumped();
      this.publish();
      if (this.ahead?.sequence === sequence && this.loop.running) this.stopAt(this.ahead);
    });
  }

  /** Goes elsewhere; a run goes on from there. */
  private travel(errand: Errand, to: number, done?: () => void): void {
    this.showMachine();
    this.start(errand, to, () => {
      done?.();
      // What was written on the way is not news.
      this.stage.machine.section('tables');
      this.breakpoints.startAt(this.stage.machine);
      this.stage.jumped();
      this.publish();
    });
  }

  private start<Result>(errand: Errand<Result>, to: number, done: (result: Result) => void): void {
    const { stage } = this;
    let result: Result;
    function* both(): Errand {
      result = yield* errand;
      if (stage.twin !== undefined) yield* stage.twin.follow(stage.timeline);
    }
    this.loop.hold(true);
    this.errands.start(both(), {
      slow: () => stage.tell({ kind: 'seeking', at: stage.timeline.now, to }),
      done: () => {
        done(result);
        if (this.isOwed) this.publish();
        this.loop.hold(false);
        this.listener.ready();
      },
    });
  }

  private stopAt(stop: Stop | undefined): void {
    this.ahead = undefined;
    if (stop !== undefined) {
      const { ring } = this.stage.machine.tracer;
      this.stage.tell({ kind: 'stopped', ...stop, at: ring.time[stop.sequence % ring.capacity]! });
    }
    this.halt('paused');
  }

  private showMachine(): void {
    this.stage.steps.clear();
    this.ahead = undefined;
  }
}

/** Nothing to do. */
function* nothing(): Errand {
  yield;
}
