import { fittedConstants, type FittedConstant } from './fitted-constants.ts';
import { measureCells, type CellName, type CellResult, type Measuring } from './reproduce-cells.ts';

/** What `reproduce --json` prints. */
export interface ReproduceReport {
  readonly cells: readonly CellResult[];
  readonly fitted: readonly FittedConstant[];
  /** The first seed; the others follow it. */
  readonly seed: number;
}

/** Executes cells and puts them beside what was published. */
export async function reproduceCells(
  cells: readonly CellName[],
  measuring: Measuring,
  done?: () => void,
): Promise<ReproduceReport> {
  return { cells: await measureCells(cells, measuring, done), fitted: fittedConstants(), seed: measuring.seed };
}

/** How far a cell may be from what was published, in percent of line rate. */
const TOLERANCE = 1.5;

/** Whether a cell is not what was published. */
export function isOff({ paperPercent, emulatedPercent }: CellResult): boolean {
  return paperPercent !== null && !(Math.abs(emulatedPercent - paperPercent) <= TOLERANCE);
}
