import type { ReportBody } from '../protocol/reports.ts';
import type { Publisher, ReportHead } from './publisher.ts';
import type { Timeline } from './timeline.ts';

/** One event, with everything watched as it was at that very moment. */
export interface EventStep {
  readonly head: ReportHead;
  readonly body: ReportBody & { dropped: number };
}

/** Acts in a row without an event after which a step gives up: nothing more will happen. */
const QUIET_ACTS = 100_000;

/**
 * Steps by single events. Software on a core is synchronous, so the machine cannot stop in the middle of an act; instead
 * each event of the act takes a snapshot the moment it is emitted, and the steps that follow show them one by one before
 * the machine goes on.
 */
export class EventSteps {
  /** Steps asked for while a report was under way. */
  owed = 0;
  private taken: EventStep[] = [];

  /** Forgets what has not been shown: the machine stands where its last act ended. */
  clear(): void {
    this.taken = [];
    this.owed = 0;
  }

  /** The next event; undefined when nothing is left to happen. */
  next(timeline: Timeline, publisher: Publisher, head: ReportHead): EventStep | undefined {
    if (this.taken.length === 0) this.take(timeline, publisher, head);
    return this.taken.shift();
  }

  private take(timeline: Timeline, publisher: Publisher, head: ReportHead): void {
    const { machine } = timeline;
    const { tracer } = machine;
    tracer.observer = () => {
      this.taken.push({ head: { ...head, now: tracer.latestTime }, body: publisher.compose(machine) });
    };
    try {
      for (let i = 0; i < QUIET_ACTS && this.taken.length === 0; i++) {
        if (timeline.nextTime >= Number.MAX_SAFE_INTEGER) return;
        timeline.runOne();
      }
    } finally {
      tracer.observer = undefined;
    }
  }
}
