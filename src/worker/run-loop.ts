import { PS_PER_S, time, type Time } from '../clock/time.ts';
import type { Pace } from '../protocol/commands.ts';
import type { HostEnvironment } from './environment.ts';

/** Wall milliseconds a slice may take before messages are looked at again. */
const SLICE_MS = 8;
/** Wall milliseconds between slices when simulated time is paced: about two an animation frame. */
const TICK_MS = 8;
/** A machine that falls further behind its pace than this (wall milliseconds) takes the present as its new start. */
const LARGEST_LAG_MS = 100;
/** Acts between two looks at the wall clock. */
const ACTS_PER_LOOK = 64;
/** Events after which it is looked at before, where an act brings many: a frame usually brings a dozen. */
const EVENTS_PER_LOOK = 4096;

/** What the loop drives. */
export interface Paced {
  readonly now: Time;
  /** Time of the next act; NEVER when nothing is left to happen. */
  readonly nextTime: Time;
  /** Events so far. */
  readonly sequence: number;
  /** Performs the next act. @returns false when the loop must stop here. */
  runOne(): boolean;
  /** Lets the clock stand at a moment before the next act. */
  idleUntil(moment: Time): void;
}

/** What the loop reports to. */
export interface LoopListener {
  /** After each slice in which something may have changed. */
  sliced(): void;
  /** In the pace of events: the moment for one more event. */
  oneEvent(): void;
  /** Nothing is left to happen. */
  finished(): void;
  /** The loop has stopped because an act said so. */
  stopped(): void;
  /** Whether the page has stopped reading: the loop then waits to be woken. */
  stalled(): boolean;
  /** An error escaped the machine. */
  failed(error: unknown): void;
}

/** Turns wall time into simulated time, in slices short enough that commands are seen. Slices never alter results. */
export class RunLoop {
  private pace: Pace = { kind: 'time', rate: 0.002 };
  private active = false;
  private hidden = false;
  private held = false;
  private ticket = 0;
  private cancelLater: (() => void) | undefined = undefined;
  private wallStart = 0;
  private simulatedStart = 0;
  private machine: Paced;
  private readonly environment: HostEnvironment;
  private readonly listener: LoopListener;

  constructor(machine: Paced, environment: HostEnvironment, listener: LoopListener) {
    this.machine = machine;
    this.environment = environment;
    this.listener = listener;
  }

  get running(): boolean {
    return this.active;
  }

  get currentPace(): Pace {
    return this.pace;
  }

  /** Drives another machine from now on. */
  take(machine: Paced): void {
    this.machine = machine;
    this.anchor();
  }

  run(pace: Pace): void {
    this.pace = pace;
    this.active = true;
    this.wake();
  }

  pause(): void {
    this.active = false;
    this.unschedule();
  }

  /** While hidden, nothing is computed. */
  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    if (hidden) this.unschedule();
    else if (this.active) this.wake();
  }

  /** While held, nothing is computed either: something else is being done with the machine. */
  hold(held: boolean): void {
    this.held = held;
    if (held) this.unschedule();
    else if (this.active) this.wake();
  }

  /** Goes on after a pause, a stall or a change of pace. */
  wake(): void {
    this.anchor();
    this.schedule(0);
  }

  private anchor(): void {
    this.wallStart = this.environment.wallTime();
    this.simulatedStart = this.machine.now;
  }

  private schedule(milliseconds: number): void {
    this.unschedule();
    if (!this.active || this.hidden || this.held) return;
    const ticket = this.ticket;
    const tick = (): void => {
      if (ticket === this.ticket) this.tick();
    };
    if (milliseconds === 0) this.environment.soon(tick);
    else this.cancelLater = this.environment.later(tick, milliseconds);
  }

  private unschedule(): void {
    this.ticket += 1;
    this.cancelLater?.();
    this.cancelLater = undefined;
  }

  private tick(): void {
    if (this.listener.stalled()) return;
    try {
      if (this.pace.kind === 'events') {
        this.listener.oneEvent();
        this.schedule(1000 / this.pace.perSecond);
        return;
      }
      const end = this.slice();
      if (end === 'stopped') {
        this.active = false;
        this.listener.stopped();
        return;
      }
      this.listener.sliced();
      if (this.machine.nextTime >= Number.MAX_SAFE_INTEGER) {
        this.active = false;
        this.listener.finished();
        return;
      }
      this.schedule(end === 'behind' ? 0 : TICK_MS);
    } catch (error) {
      this.active = false;
      this.listener.failed(error);
    }
  }

  /** Runs until the pace's moment or the end of the slice: `behind` when there is more to do at once. */
  private slice(): 'even' | 'behind' | 'stopped' {
    const started = this.environment.wallTime();
    const target = this.target(started);
    const machine = this.machine;
    for (;;) {
      const last = machine.sequence + EVENTS_PER_LOOK;
      for (let i = 0; i < ACTS_PER_LOOK && machine.sequence < last; i++) {
        if (machine.nextTime > target) {
          if (this.pace.kind === 'time') machine.idleUntil(target);
          return 'even';
        }
        if (!machine.runOne()) return 'stopped';
      }
      if (this.environment.wallTime() - started >= SLICE_MS) return 'behind';
    }
  }

  /** The simulated moment at which the machine should be at this wall time. */
  private target(wall: number): Time {
    if (this.pace.kind !== 'time') return time(Number.MAX_SAFE_INTEGER - 1);
    const perMillisecond = (this.pace.rate * PS_PER_S) / 1000;
    const due = this.simulatedStart + Math.floor((wall - this.wallStart) * perMillisecond);
    if ((due - this.machine.now) / perMillisecond > LARGEST_LAG_MS) {
      this.wallStart = wall;
      this.simulatedStart = this.machine.now;
      return time(this.machine.now + Math.floor(SLICE_MS * perMillisecond));
    }
    return time(due);
  }
}
