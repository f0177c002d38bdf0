import type { LabMachine } from '../machine/lab-machine.ts';
import type { StepUnit } from '../protocol/commands.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Timeline } from './timeline.ts';

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

/** Runs to the end of the act in which the next unit is done. */
export function stepForward(timeline: Timeline, unit: CountedUnit): void {
  const { machine } = timeline;
  const before = unitsDone(machine, unit);
  for (let acts = 0; acts < MOST_ACTS && timeline.nextTime < Number.MAX_SAFE_INTEGER; acts++) {
    timeline.runOne();
    if (unitsDone(machine, unit) !== before) return;
  }
}
