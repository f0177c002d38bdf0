import { SETTINGS, STRATEGIES, type Setting, type Strategy } from '../../../config/identifiers.ts';
import { PAPER_GBPS, PAPER_PERCENT } from '../../../config/paper-results.ts';
import { matrixRows, rowsCsv, rowsJson } from '../../../export/matrix-figures.ts';
import { exportFileName } from '../../../export/file-names.ts';
import { compact, integer, plain } from '../../../narration/format.ts';
import { SETTING_LABEL, STRATEGY_LABEL } from '../../../narration/names.ts';
import type { CellMeasurement } from '../../../protocol/reports.ts';
import { MATRIX_CELLS, missingCells, type CellFigures } from '../../../store/matrix-figures.ts';
import { cellKey } from '../../../store/measured-cells.ts';
import { useActions, useLab, useLabInstance } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { saveText } from '../../frame/save-text.ts';
import './matrix-figures.css';

/** One figure of every cell, as a table of its own. */
interface Multiple {
  readonly title: string;
  readonly of: (cell: CellMeasurement) => number;
  readonly show: (value: number) => string;
  /** Length of the whole bar; undefined: that of the largest cell. */
  readonly whole?: number;
  readonly isPapers?: boolean;
  /** What stands where nothing protects, instead of a figure. */
  readonly unprotected?: string;
}

const MULTIPLES: readonly Multiple[] = [
  { title: 'Throughput, % of the line rate', of: ({ percent }) => percent, show: compact, whole: 100, isPapers: true },
  {
    title: 'Exits per frame',
    of: ({ exitsPerFrame }) => exitsPerFrame,
    show: (exits) => (exits === 0 ? '0' : compact(exits)),
  },
  {
    title: 'Stale pages, most at once',
    of: ({ peakStalePages }) => peakStalePages,
    show: integer,
    unprotected: 'all, always',
  },
  { title: 'Page frames pinned', of: ({ pinnedPages }) => pinnedPages, show: integer },
];

/** The whole matrix as small multiples, measured in the background. */
export function MatrixFiguresPanel() {
  const cells = useLab(({ matrix }) => matrix.cells);
  const isPapers = useLab(({ config }) => config.linkGbps === PAPER_GBPS && config.workload === 'transmit');
  return (
    <Panel name="matrix-figures" title="The whole matrix" note={spanInWords(Object.values(cells))}>
      <MatrixTools />
      <div className="multiples">
        {MULTIPLES.map((multiple) => (
          <MultipleTable key={multiple.title} multiple={multiple} cells={cells} isPapers={isPapers} />
        ))}
      </div>
      <Refusals cells={cells} />
    </Panel>
  );
}

type Cells = Partial<Readonly<Record<`${Setting}/${Strategy}`, CellFigures>>>;

function spanInWords(cells: readonly CellFigures[]): string | undefined {
  const spans = cells.flatMap((cell) => (cell.kind === 'measured' ? [cell.span] : []));
  const [first] = spans;
  if (first === undefined) return undefined;
  return `each on a fresh machine: ${plain(first.warmUp)} ms left out, then ${plain(first.window)} ms measured, simulated time`;
}

function MatrixTools() {
  const { store } = useLabInstance();
  const missing = useLab(({ matrix }) => missingCells(matrix).length);
  const isMeasuring = useLab(({ matrix }) => matrix.job !== undefined);
  const isRecording = useLab(({ reportedConfig }) => reportedConfig.workload === 'recording');
  const { measureMatrix } = useActions();
  const total = MATRIX_CELLS.length;
  const done = total - missing;
  const save = (format: 'csv' | 'json'): void => {
    const { matrix, reportedConfig: config, now } = store.getState();
    const rows = matrixRows(matrix.cells, config);
    const name = exportFileName(format === 'csv' ? 'matrix' : 'matrix-json', config, now);
    if (format === 'csv') saveText(name, rowsCsv(rows), 'text/csv');
    else saveText(name, rowsJson(rows), 'application/json');
  };
  if (isRecording) {
    return <p role="status">A recording keeps its own time and has no steady state: choose a modelled workload.</p>;
  }
  return (
    <p className="multiples-tools">
      <span role="status">
        {done} of {total} known{isMeasuring ? ', measuring …' : missing > 0 ? ', resting' : ''}
      </span>
      <progress aria-label="Cells known" max={total} value={done} />
      {missing > 0 && (
        <button type="button" onClick={() => measureMatrix(!isMeasuring)}>
          {isMeasuring ? 'Stop measuring' : done > 0 ? 'Measure the rest' : 'Measure'}
        </button>
      )}
      <button type="button" disabled={done === 0} onClick={() => save('csv')}>
        Save as CSV
      </button>
      <button type="button" disabled={done === 0} onClick={() => save('json')}>
        Save as JSON
      </button>
    </p>
  );
}

interface MultipleTableProps {
  readonly multiple: Multiple;
  readonly cells: Cells;
  readonly isPapers: boolean;
}

function MultipleTable({ multiple, cells, isPapers }: MultipleTableProps) {
  const values = Object.values(cells).flatMap((cell) => (cell.kind === 'measured' ? [multiple.of(cell)] : []));
  const whole = multiple.whole ?? Math.max(1, ...values);
  return (
    <table className="multiple">
      <caption>{multiple.title}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">setting</span>
          </th>
          {STRATEGIES.map((strategy) => (
            <th key={strategy} scope="col">
              {STRATEGY_LABEL[strategy]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {SETTINGS.map((setting) => (
          <tr key={setting}>
            <th scope="row">{SETTING_LABEL[setting]}</th>
            {STRATEGIES.map((strategy) => {
              const key = cellKey(setting, strategy);
              const isMissing = setting === 'direct' && strategy !== 'passthrough';
              const paper = multiple.isPapers === true && isPapers ? PAPER_PERCENT[key] : undefined;
              return (
                <td key={strategy}>
                  {isMissing ? null : strategy === 'passthrough' && multiple.unprotected !== undefined ? (
                    <span className="multiple-none">{multiple.unprotected}</span>
                  ) : (
                    <Cell cell={cells[key]} multiple={multiple} whole={whole} paper={paper} />
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  readonly cell: CellFigures | undefined;
  readonly multiple: Multiple;
  readonly whole: number;
  readonly paper: number | undefined;
}

function Cell({ cell, multiple, whole, paper }: CellProps) {
  if (cell === undefined) return <span className="multiple-none">…</span>;
  if (cell.kind === 'refused') {
    return (
      <span className="multiple-none" title={cell.reason}>
        <span aria-hidden="true">×</span>
        <span className="visually-hidden">not possible: {cell.reason}</span>
      </span>
    );
  }
  const value = multiple.of(cell);
  return (
    <>
      <span className="multiple-figure">
        {multiple.show(value)}
        {paper !== undefined && <span className="multiple-paper"> paper {paper}</span>}
      </span>
      <span className="multiple-bar" aria-hidden="true">
        <span className="multiple-fill" style={{ width: `${Math.min(1, value / whole) * 100}%` }} />
        {paper !== undefined && <span className="multiple-mark" style={{ left: `${(paper / whole) * 100}%` }} />}
      </span>
    </>
  );
}

/** Why cells are empty, each reason once. */
function Refusals({ cells }: { readonly cells: Cells }) {
  const reasons = new Map<string, string[]>();
  for (const [key, cell] of Object.entries(cells)) {
    if (cell.kind !== 'refused') continue;
    const [setting, strategy] = key.split('/') as [Setting, Strategy];
    const names = reasons.get(cell.reason) ?? [];
    reasons.set(cell.reason, [...names, `${SETTING_LABEL[setting]}, ${STRATEGY_LABEL[strategy]}`]);
  }
  if (reasons.size === 0) return null;
  return (
    <ul className="multiples-refusals">
      {[...reasons].map(([reason, names]) => (
        <li key={reason}>
          <span aria-hidden="true">× </span>
          {names.join('; ')}: {reason}
        </li>
      ))}
    </ul>
  );
}
