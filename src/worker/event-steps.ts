import { ACTS_PER_LEG, type Errand } from './errands.ts';
import type { View } from './picture.ts';
import type { Publisher } from './publisher.ts';
import type { Timeline } from './timeline.ts';
import { travelBeforeEvent } from './travel.ts';

/** One event, with everything watched as it was at that very moment. */
export interface EventStep {
  readonly sequence: number;
  /** Simulated time, ps. */
  readonly at: number;
  readonly view: View;
}

/** Acts in a row without an event after which a step gives up: nothing more will happen. */
const QUIET_ACTS = 100_000;
/** Views taken of one act at most; some acts have thousands of events. */
const WINDOW = 32;

/**
 * Steps by single events. Software on a core is synchronous, so the machine cannot stop in the middle of an act; instead
 * events of the act take a view the moment they are emitted, and the steps that follow show them one by one before the
 * machine goes on. For an event that is no longer in view, its act is done again.
 */
export class EventSteps {
  private readonly taken = new Map<number, EventStep>();
  private shown: EventStep | undefined = undefined;

  /** What is shown instead of the machine, which stands where the act ends. */
  get current(): EventStep | undefined {
    return this.shown;
  }

  /** Shows the machine itself again. */
  clear(): void {
    this.taken.clear();
    this.shown = undefined;
  }

  /** Shows an event that was reached. @returns false when there is none of this number. */
  show(sequence: number): boolean {
    const step = this.taken.get(sequence);
    if (step === undefined) return false;
    this.shown = step;
    return true;
  }

  /** Takes views anew: something else is watched. */
  *renew(timeline: Timeline, publisher: Publisher, sequence: number): Errand {
    this.taken.clear();
    yield* this.reach(timeline, publisher, sequence);
  }

  /** Goes where an event can be shown: one that has happened, or the next. */
  *reach(timeline: Timeline, publisher: Publisher, sequence: number): Errand {
    if (this.taken.has(sequence)) return;
    this.taken.clear();
    const { machine } = timeline;
    const { tracer } = machine;
    if (sequence < tracer.sequence) {
      yield* travelBeforeEvent(timeline, sequence);
      // What was written on the way is not news.
      machine.section('tables');
    }
    const first = sequence - WINDOW / 2;
    tracer.observer = (number) => {
      if (number < first || number >= first + WINDOW) return;
      this.taken.set(number, { sequence: number, at: tracer.latestTime, view: publisher.view(machine) });
    };
    try {
      for (let acts = 1; acts <= QUIET_ACTS && tracer.sequence <= sequence; acts++) {
        if (timeline.nextTime >= Number.MAX_SAFE_INTEGER) return;
        timeline.runOne();
        if (acts % ACTS_PER_LEG === 0) yield;
      }
    } finally {
      tracer.observer = undefined;
    }
  }
}
