import type { Time } from '../clock/time.ts';
import type { Errand } from './errands.ts';
import { positionOf, type Milestone, type Place } from './history.ts';
import type { Timeline } from './timeline.ts';

/** Acts between two points at which a journey can be broken off. */
const ACTS_PER_LEG = 32;
/** A place is marked this many acts ahead of it, for the steps back that may follow… */
const RUN_UP = 256;
/** …when getting there takes more acts than this. */
const LONG_WAY = 2000;

/**
 * Goes to a moment of the past, or runs on to one that has not been. Of acts that are due at that very moment all have
 * happened; at the end of the past the run stands as it was left.
 */
export function* travelToTime(timeline: Timeline, at: Time): Errand {
  const { end } = timeline;
  if (at > end.now && at > end.reached) yield* runOnTo(timeline, at);
  else if (at >= end.reached) yield* travelToPlace(timeline, end);
  else yield* goBehind(timeline, at);
}

/** Goes to a moment at which everything due has happened, whether that has been or not. */
export function* runOnTo(timeline: Timeline, at: Time): Errand {
  const { end } = timeline;
  if (at >= end.reached) yield* travelToPlace(timeline, end);
  yield* goBehind(timeline, at);
}

function* goBehind(timeline: Timeline, at: Time): Errand {
  const isDue = (): boolean => timeline.nextTime <= at;
  approach(timeline, (milestone) => milestone.reached <= at, timeline.reached <= at);
  while (isDue()) yield* leg(timeline, isDue);
  if (timeline.reached < at) timeline.idleUntil(at);
}

/** Goes to a place where the run has been. */
export function* travelToPlace(timeline: Timeline, place: Place): Errand {
  const target = positionOf(place);
  const here = timeline.position;
  const isAhead = here < target || (here === target && timeline.reached <= place.reached);
  approach(timeline, (milestone) => positionOf(milestone) <= target && milestone.reached <= place.reached, isAhead);
  const runUp = target - timeline.position > LONG_WAY ? target - RUN_UP : Number.POSITIVE_INFINITY;
  while (timeline.position < target) {
    yield* leg(timeline, () => timeline.position < target);
    if (timeline.position >= runUp && timeline.position < runUp + ACTS_PER_LEG) timeline.mark();
  }
  timeline.idleUntil(place.now);
}

/** Goes to where the act begins in which event number `sequence` happens, so that the act can be watched. */
export function* travelBeforeEvent(timeline: Timeline, sequence: number): Errand {
  const { tracer } = timeline.machine;
  approach(timeline, (milestone) => milestone.sequence <= sequence, tracer.sequence <= sequence);
  for (;;) {
    const before = timeline.place;
    timeline.runOne();
    if (tracer.sequence > sequence) {
      yield* travelToPlace(timeline, before);
      return;
    }
    if (timeline.position % ACTS_PER_LEG === 0) yield;
  }
}

/** Restores the latest checkpoint that passes `test`, unless going on from here is as quick. */
function approach(timeline: Timeline, test: (milestone: Milestone) => boolean, isAhead: boolean): void {
  const milestone = timeline.history.latest(test) ?? timeline.history.kept[0]!;
  if (!isAhead || positionOf(milestone) > timeline.position) timeline.goBackTo(milestone);
}

/** Some acts; then a point at which the journey can be broken off. */
function* leg(timeline: Timeline, isDue: () => boolean): Errand {
  for (let i = 0; i < ACTS_PER_LEG && isDue(); i++) timeline.runOne();
  yield;
}
