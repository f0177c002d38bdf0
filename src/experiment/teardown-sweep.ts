import { measureAll } from './measure-all.ts';
import { cellConfig, type CellName, type Measuring } from './reproduce-cells.ts';
import type { SteadyState } from './steady-state.ts';

/** Quotas of the sweep (0 = unlimited) and age limits in microseconds. */
export const SWEEP_QUOTAS: readonly number[] = [64, 128, 256, 1024, 4096, 0];
export const SWEEP_AGES: readonly number[] = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];

/** What is swept: the cell that lives from reuse most, and whose hypervisor pins what is mapped. */
export const SWEPT_CELL: CellName = { setting: 'samecore', strategy: 'optimistic' };

export interface SweepPoint {
  readonly quota: number;
  readonly ageLimitMicroseconds: number;
  readonly result: SteadyState;
}

/** Measures every quota with every age limit, with one seed and at least three age limits of warm-up. */
export async function sweepTeardown(
  { seed, span }: Measuring,
  done?: () => void,
  quotas: readonly number[] = SWEEP_QUOTAS,
  ages: readonly number[] = SWEEP_AGES,
  cell: CellName = SWEPT_CELL,
): Promise<SweepPoint[]> {
  const points = quotas.flatMap((quota) => ages.map((ageLimitMicroseconds) => ({ quota, ageLimitMicroseconds })));
  const jobs = points.map((point) => ({
    config: { ...cellConfig(cell, seed), ...point },
    span: { ...span, warmUp: Math.max(span.warmUp, Math.ceil((3 * point.ageLimitMicroseconds) / 1000)) },
  }));
  const results = await measureAll(jobs, done);
  return points.map((point, index) => ({ ...point, result: results[index]! }));
}
