import { ACT_COUNT } from '../config/acts.ts';
import { ACT_GROUPS, groupSum, type ActGroup } from '../config/act-groups.ts';

export interface CycleSegment {
  readonly group: ActGroup;
  readonly cycles: number;
  /** Left edge and width as shares of the bar, 0 … 1. */
  readonly from: number;
  readonly width: number;
}

/** What one frame costs the guest core, against what the line leaves for it. */
export interface CycleBar {
  readonly segments: readonly CycleSegment[];
  /** Cycles of a frame, without idling. */
  readonly spent: number;
  readonly idle: number;
  /** Place of the budget on the bar, 0 … 1. */
  readonly budgetAt: number;
}

/** Lays the groups of acts side by side; the bar is as long as the larger of cost and budget. */
export function cycleBar(cyclesPerFrame: ArrayLike<number>, budget: number): CycleBar {
  const sums = ACT_GROUPS.map((group) => ({ group, cycles: groupSum(group, cyclesPerFrame) }));
  const spent = sums.reduce((sum, { cycles }) => sum + cycles, 0);
  const whole = Math.max(spent, budget, 1);
  let at = 0;
  const segments = sums.map(({ group, cycles }) => {
    const from = at / whole;
    at += cycles;
    return { group, cycles, from, width: cycles / whole };
  });
  return { segments, spent, idle: cyclesPerFrame[ACT_COUNT] ?? 0, budgetAt: Math.min(1, budget / whole) };
}
