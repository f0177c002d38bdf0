import type { LabMachine } from '../machine/lab-machine.ts';
import type { StepUnit } from '../protocol/commands.ts';
import { EVENT } from '../trace/catalogue.ts';
import { ACTS_PER_LEG, type Errand } from './errands.ts';
import { positionOf } from './history.ts';
import type { Timeline } from './timeline.ts';
import { travelToPlace } from './travel.ts';

/** Acts after which stepping gives up: nothing of the kind will happen. */
const MOST_ACTS = 1_000_000;

/** Units that a step counts by a number which only grows. */
export type CountedUnit = Exclude<StepUnit, 'event'>;

/** How many of a unit there were: maps and unmaps of the guest, or frames (block requests, recorded operations). */
export function unitsDone(machine: LabMachine, unit: CountedUnit): number {
  if (unit === 'frame') return machine.totals().frames;
  const { counts } = machine.tracer;
  return counts[EVENT['iova-mapped']]! + counts[EVENT['iova-unmapped']]!;
}

/**
 * Runs to the end of the act in which the next unit is done.
 * @param runOne lets one act happen; false = stop here.
 */
export function* stepForward(timeline: Timeline, unit: CountedUnit, runOne: () => boolean): Errand {
  const { machine } = timeline;
  const before = unitsDone(machine, unit);
  for (let acts = 1; acts <= MOST_ACTS && timeline.nextTime < Number.MAX_SAFE_INTEGER; acts++) {
    if (!runOne() || unitsDone(machine, unit) !== before) return;
    if (acts % ACTS_PER_LEG === 0) yield;
  }
}

/** Goes back to where the latest unit before this moment was done: where a step forward would end. */
export function* stepBack(timeline: Timeline, unit: CountedUnit): Errand {
  const { machine, history } = timeline;
  const start = history.kept[0]!;
  let until = timeline.position - 1;
  for (;;) {
    const limit = until;
    const milestone = history.latest((candidate) => positionOf(candidate) < limit) ?? start;
    timeline.goBackTo(milestone);
    let count = unitsDone(machine, unit);
    let found = milestone === start ? timeline.place : undefined;
    while (timeline.position < until) {
      timeline.runOne();
      const now = unitsDone(machine, unit);
      if (now !== count) found = timeline.place;
      count = now;
      if (timeline.position % ACTS_PER_LEG === 0) yield;
    }
    if (found !== undefined) {
      yield* travelToPlace(timeline, found);
      return;
    }
    // It was done before this checkpoint.
    until = positionOf(milestone);
  }
}
