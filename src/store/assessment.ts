import type { AssessmentReport, CellAssessment, ReuseHistogram } from '../protocol/assessment.ts';
import type { MatrixCell } from '../protocol/commands.ts';
import { MATRIX_CELLS } from './matrix-figures.ts';
import { cellKey, type CellKey } from './measured-cells.ts';

/** What came of replaying a recording under one setting and strategy. */
export type AssessedCell =
  | ({ readonly kind: 'assessed' } & CellAssessment)
  /** There can be no such machine. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What each setting and strategy would cost and expose for the recording that is loaded. */
export interface Assessment {
  /** Number of the job under way; undefined while nothing is replayed. */
  readonly job: number | undefined;
  readonly reuse: ReuseHistogram | undefined;
  readonly cells: Partial<Readonly<Record<CellKey, AssessedCell>>>;
  /** The cell under way. */
  readonly current: (MatrixCell & { readonly done: number; readonly total: number }) | undefined;
}

export const NOTHING_ASSESSED: Assessment = { job: undefined, reuse: undefined, cells: {}, current: undefined };

/** The cells that have not been replayed yet, in the order of the matrix. */
export function cellsToAssess({ cells }: Assessment): readonly MatrixCell[] {
  return MATRIX_CELLS.filter(({ setting, strategy }) => cells[cellKey(setting, strategy)] === undefined);
}

/** Takes in an answer, unless it belongs to a job that was stopped. */
export function takeAssessment(assessment: Assessment, report: AssessmentReport): Assessment {
  if (assessment.job === undefined || report.job !== assessment.job) return assessment;
  if (report.kind === 'recording-reuse') return { ...assessment, reuse: report.reuse };
  const { setting, strategy } = report;
  if (report.kind === 'assessment-progress') {
    return { ...assessment, current: { setting, strategy, done: report.done, total: report.total } };
  }
  const cell: AssessedCell =
    report.kind === 'cell-assessed'
      ? { kind: 'assessed', ...report.assessment }
      : { kind: 'refused', reason: report.reason };
  const next = {
    ...assessment,
    cells: { ...assessment.cells, [cellKey(setting, strategy)]: cell },
    current: undefined,
  };
  return cellsToAssess(next).length === 0 ? { ...next, job: undefined } : next;
}
