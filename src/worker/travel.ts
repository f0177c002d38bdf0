import type { Time } from '../clock/time.ts';
import { ACTS_PER_LEG, type Errand } from './errands.ts';
import { positionOf, type Milestone, type Place } from './history.ts';
import type { Course, Timeline } from './timeline.ts';

/** Events after which there is such a point before, where an act brings many: a frame usually brings a dozen. */
const EVENTS_PER_LEG = 2048;
/** A place is marked this many acts ahead of it, for the steps back that may follow… */
const RUN_UP = 256;
/** …when getting there takes more acts than this. */
const LONG_WAY = 2000;

/**
 * Goes to a moment by the clock, or runs on to one that has not been. Where the run was looked at at that moment it stands as
 * it stood then; elsewhere it stops as soon as the clock is there. The clock goes on in an act, so it may be a little beyond.
 */
export function* travelToTime(timeline: Timeline, at: Time): Errand {
  const { end, history } = timeline;
  const place = at >= end.now ? end : history.seenAt(at);
  if (place !== undefined) yield* travelToPlace(timeline, place);
  if (place !== undefined && (place !== end || at <= end.now || at <= end.reached)) return;
  yield* goOn(
    timeline,
    (now, reached) => now < at && reached <= at,
    () => timeline.now < at && timeline.nextTime <= at,
  );
  if (timeline.nextTime > at) timeline.idleUntil(at);
}

/** Goes to where everything has happened that is due until a moment, whether that has been or not. */
export function* runOnTo(timeline: Timeline, at: Time): Errand {
  if (at >= timeline.end.reached) yield* travelToPlace(timeline, timeline.end);
  yield* goOn(
    timeline,
    (_now, reached) => reached <= at,
    () => timeline.nextTime <= at,
  );
  timeline.idleUntil(at);
}

/** Goes back if need be to a checkpoint that is early enough, and on while there is something due. */
function* goOn(timeline: Timeline, isEarly: (now: Time, reached: Time) => boolean, isDue: () => boolean): Errand {
  approach(timeline, (milestone) => isEarly(milestone.now, milestone.reached), isEarly(timeline.now, timeline.reached));
  while (isDue()) yield* leg(timeline, isDue);
}

/** Goes to a place where the run has been. */
export function* travelToPlace(timeline: Timeline, place: Place): Errand {
  const target = positionOf(place);
  const here = timeline.position;
  const isAhead = here < target || (here === target && timeline.reached <= place.reached);
  approach(timeline, (milestone) => positionOf(milestone) <= target && milestone.reached <= place.reached, isAhead);
  let runUp = target - timeline.position > LONG_WAY ? target - RUN_UP : Number.POSITIVE_INFINITY;
  while (timeline.position < target) {
    yield* leg(timeline, () => timeline.position < target);
    if (timeline.position < runUp) continue;
    timeline.mark();
    runUp = Number.POSITIVE_INFINITY;
  }
  timeline.idleUntil(place.now);
}

/** Follows another known course of the run, and goes to a place in it. */
export function* goBack(timeline: Timeline, course: Course, place: Place): Errand {
  timeline.follow(course);
  yield* travelToPlace(timeline, place);
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
  const { tracer } = timeline.machine;
  const last = tracer.sequence + EVENTS_PER_LEG;
  for (let i = 0; i < ACTS_PER_LEG && tracer.sequence < last && isDue(); i++) timeline.runOne();
  yield;
}
