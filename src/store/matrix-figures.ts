import { SETTINGS, STRATEGIES } from '../config/identifiers.ts';
import type { MatrixCell } from '../protocol/commands.ts';
import type { CellMeasurement, Report } from '../protocol/reports.ts';
import { cellKey, type CellKey } from './measured-cells.ts';

/** What is known of a cell in the background. */
export type CellFigures =
  | ({ readonly kind: 'measured' } & CellMeasurement)
  /** There can be no such machine. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The matrix as it is measured beside the running machine, on fresh machines. */
export interface MatrixFigures {
  /** Everything of the configuration that the figures depend on, besides setting and strategy. */
  readonly question: string;
  readonly cells: Partial<Readonly<Record<CellKey, CellFigures>>>;
  /** Number of the job under way; undefined while nothing is measured. */
  readonly job: number | undefined;
  /**
   * `idle`: cells are measured while the machine runs and leaves time; `all`: the viewer asked for them, now; `none`: the
   * viewer stopped it.
   */
  readonly wanted: 'idle' | 'all' | 'none';
}

export const NO_FIGURES: MatrixFigures = { question: '', cells: {}, job: undefined, wanted: 'idle' };

/** Every cell that there is: direct assignment leaves the guest no choice of a strategy. */
export const MATRIX_CELLS: readonly MatrixCell[] = SETTINGS.flatMap((setting) =>
  STRATEGIES.filter((strategy) => setting !== 'direct' || strategy === 'passthrough').map((strategy) => ({
    setting,
    strategy,
  })),
);

/** The cells of which nothing is known yet, in the order of the matrix. */
export function missingCells({ cells }: MatrixFigures): readonly MatrixCell[] {
  return MATRIX_CELLS.filter(({ setting, strategy }) => cells[cellKey(setting, strategy)] === undefined);
}

type CellReport = Extract<Report, { kind: 'cell-measured' | 'cell-refused' }>;

/** Takes in what was found of a cell, unless it answers another question. */
export function takeCell(figures: MatrixFigures, report: CellReport): MatrixFigures {
  if (report.job !== figures.job) return figures;
  const { setting, strategy } = report;
  return { ...figures, cells: { ...figures.cells, [cellKey(setting, strategy)]: figuresOf(report) } };
}

function figuresOf(report: CellReport): CellFigures {
  if (report.kind === 'cell-refused') return { kind: 'refused', reason: report.reason };
  const { percent, exitsPerFrame, peakStalePages, pinnedPages, span } = report;
  return { kind: 'measured', percent, exitsPerFrame, peakStalePages, pinnedPages, span };
}
