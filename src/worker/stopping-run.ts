import type { Time } from '../clock/time.ts';
import type { Breakpoints, Stop } from './breakpoints.ts';
import type { Paced } from './run-loop.ts';
import type { Timeline } from './timeline.ts';

/** A machine in time as the run loop drives it: an act in which a breakpoint is met is the last one. */
export class StoppingRun implements Paced {
  private readonly breakpoints: Breakpoints;
  private readonly timeline: Timeline;
  private met: Stop | undefined = undefined;

  constructor(timeline: Timeline, breakpoints: Breakpoints) {
    this.timeline = timeline;
    this.breakpoints = breakpoints;
  }

  get now(): Time {
    return this.timeline.now;
  }

  get nextTime(): Time {
    return this.timeline.nextTime;
  }

  get sequence(): number {
    return this.timeline.machine.tracer.sequence;
  }

  runOne(): boolean {
    this.timeline.runOne();
    if (!this.breakpoints.any) return true;
    this.met = this.breakpoints.look(this.timeline.machine);
    return this.met === undefined;
  }

  idleUntil(moment: Time): void {
    this.timeline.idleUntil(moment);
  }

  /** What the latest act was the last one for; asking forgets it. */
  takeStop(): Stop | undefined {
    const { met } = this;
    this.met = undefined;
    return met;
  }
}
