import { compact, integer, percent } from '../../../narration/format.ts';
import { SETTING_LABEL, STRATEGY_LABEL } from '../../../narration/names.ts';
import type { CellAssessment } from '../../../protocol/assessment.ts';
import type { AssessedCell, Assessment } from '../../../store/assessment.ts';
import { MATRIX_CELLS } from '../../../store/matrix-figures.ts';
import { cellKey } from '../../../store/measured-cells.ts';

interface Column {
  readonly title: string;
  readonly help: string;
  readonly show: (cell: CellAssessment) => string;
}

const amount = (value: number): string => (value >= 100 || Number.isInteger(value) ? integer(value) : compact(value));

const COLUMNS: readonly Column[] = [
  {
    title: 'cycles a pair',
    help: 'cycles of the guest core for one mapping call and one unmap, on the average',
    show: ({ cyclesPerPair }) => integer(cyclesPerPair),
  },
  {
    title: 'core time',
    help: 'share of the recorded time that the guest core spends on mapping; above 100 % it cannot keep up',
    show: ({ coreShare }) => percent(coreShare),
  },
  {
    title: 'late',
    help: 'operations that began later than recorded because the core was still busy',
    show: ({ late }) => integer(late),
  },
  {
    title: 'invalidations',
    help: 'that the driver asked for',
    show: ({ report: { invalidations: i } }) => integer(i.page + i.domain + i.global),
  },
  { title: 'exits', help: 'by register accesses', show: ({ report }) => integer(report.vmExits) },
  { title: 'faults', help: 'requests that the unit blocked', show: ({ report }) => integer(report.faults) },
  {
    title: 'reused',
    help: 'page maps served by taking back or sharing',
    show: ({ report }) => integer(report.reusedPages),
  },
  {
    title: 'stale, most',
    help: 'pages that DMA could still reach after their unmap, most at once',
    show: ({ report }) => integer(report.peakStalePages),
  },
  {
    title: 'stale page·ms',
    help: 'pages that DMA could still reach × milliseconds, over the whole recording',
    show: ({ report }) => amount(report.stalePageMilliseconds),
  },
  {
    title: 'pinned, most',
    help: 'page frames pinned at once; none on bare metal, where nobody pins',
    show: ({ report }) => integer(report.pinnedPagesPeak),
  },
  {
    title: 'sidecore',
    help: 'share of the time that the sidecore serves',
    show: ({ report }) => (report.sidecoreBusy === 0 ? '–' : percent(report.sidecoreBusy)),
  },
];

/** One line for every setting and strategy. */
export function AssessmentTable({ cells }: { readonly cells: Assessment['cells'] }) {
  return (
    <div className="assessment-scroll">
      <table className="assessment-table">
        <caption className="visually-hidden">
          What each setting and strategy costs and exposes for this recording
        </caption>
        <thead>
          <tr>
            <th scope="col">setting</th>
            <th scope="col">strategy</th>
            {COLUMNS.map(({ title, help }) => (
              <th key={title} scope="col" title={help}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {MATRIX_CELLS.map(({ setting, strategy }, index) => {
            const isFirst = MATRIX_CELLS[index - 1]?.setting !== setting;
            return (
              <tr key={cellKey(setting, strategy)} data-first={isFirst}>
                <th scope="row" className="assessment-setting">
                  <span className={isFirst ? undefined : 'visually-hidden'}>{SETTING_LABEL[setting]}</span>
                </th>
                <th scope="row">{STRATEGY_LABEL[strategy]}</th>
                <Figures cell={cells[cellKey(setting, strategy)]} isUnprotected={strategy === 'passthrough'} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface FiguresProps {
  readonly cell: AssessedCell | undefined;
  /** Everything is reachable always: stale pages say nothing. */
  readonly isUnprotected: boolean;
}

function Figures({ cell, isUnprotected }: FiguresProps) {
  if (cell?.kind === 'refused') return <td colSpan={COLUMNS.length}>not possible: {cell.reason}</td>;
  return COLUMNS.map(({ title, show }) => (
    <td key={title}>
      {cell === undefined ? '…' : isUnprotected && title.startsWith('stale') ? 'all, always' : show(cell)}
    </td>
  ));
}
