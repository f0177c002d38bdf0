import { assessmentHtml, assessmentJson, assessmentRows, type AssessmentFile } from '../../../export/assessment.ts';
import { rowsCsv } from '../../../export/matrix-figures.ts';
import { integer, percent } from '../../../narration/format.ts';
import { SETTING_LABEL, STRATEGY_LABEL } from '../../../narration/names.ts';
import { recommend, RULES, type Recommendation } from '../../../narration/recommendation.ts';
import type { Setting } from '../../../config/identifiers.ts';
import { cellsToAssess, type Assessment } from '../../../store/assessment.ts';
import type { LabState } from '../../../store/lab-state.ts';
import { MATRIX_CELLS } from '../../../store/matrix-figures.ts';
import { cellKey } from '../../../store/measured-cells.ts';
import { useActions, useLab, useLabInstance } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { saveText } from '../../frame/save-text.ts';
import { AssessmentTable } from './assessment-table.tsx';
import { ReuseFigure } from './reuse-figure.tsx';
import './assessment.css';

const SETTINGS_TO_ADVISE: readonly Setting[] = ['bare-metal', 'samecore', 'sidecore'];

/** What every setting and strategy would cost and expose for the recording, and what follows from it. */
export function AssessmentPanel() {
  const name = useLab(({ recording }) => (recording.kind === 'loaded' ? recording.name : 'the recording'));
  const isRecording = useLab(({ reportedConfig }) => reportedConfig.workload === 'recording');
  const assessment = useLab((state) => state.assessment);
  const current = useLab(({ reportedConfig }) => reportedConfig.setting);
  const isEmpty = Object.keys(assessment.cells).length === 0 && assessment.job === undefined;
  return (
    <Panel name="assessment" title="What it would cost and expose" note={isRecording ? `for ${name}` : undefined}>
      {isRecording || !isEmpty ? (
        <>
          <AssessmentTools assessment={assessment} />
          <Recommendations recommendations={recommendationsOf(assessment)} current={current} />
          <div className="assessment-figures">
            <AssessmentTable cells={assessment.cells} />
            <ReuseFigure reuse={assessment.reuse} />
          </div>
        </>
      ) : (
        <p>No recording is replayed: drop the text of a trace on the page, or choose one as the workload.</p>
      )}
    </Panel>
  );
}

function recommendationsOf({ cells }: Assessment): readonly Recommendation[] {
  return SETTINGS_TO_ADVISE.flatMap((setting) => {
    const candidates = MATRIX_CELLS.flatMap((cell) => {
      if (cell.setting !== setting) return [];
      const found = cells[cellKey(setting, cell.strategy)];
      return found?.kind === 'assessed' ? [{ strategy: cell.strategy, assessment: found }] : [];
    });
    // Only what is known of all strategies says which is best.
    const isComplete = MATRIX_CELLS.every(
      (cell) => cell.setting !== setting || cells[cellKey(setting, cell.strategy)] !== undefined,
    );
    return isComplete ? (recommend(setting, candidates) ?? []) : [];
  });
}

function fileOf({ assessment, recording }: LabState): AssessmentFile {
  return {
    recording: recording.kind === 'none' ? 'recording' : recording.name,
    cells: MATRIX_CELLS.flatMap(({ setting, strategy }) => {
      const cell = assessment.cells[cellKey(setting, strategy)];
      return cell === undefined ? [] : [{ setting, strategy, ...cell }];
    }),
    reuse: assessment.reuse,
    recommendations: recommendationsOf(assessment).map(({ sentence }) => sentence),
    rules: RULES,
  };
}

function AssessmentTools({ assessment }: { readonly assessment: Assessment }) {
  const { store } = useLabInstance();
  const { assessRecording } = useActions();
  const total = MATRIX_CELLS.length;
  const done = total - cellsToAssess(assessment).length;
  const { current, job } = assessment;
  const save = (format: 'csv' | 'json' | 'html'): void => {
    const file = fileOf(store.getState());
    const name = `viommu-lab.assessment.${format}`;
    if (format === 'csv') saveText(name, rowsCsv(assessmentRows(file.cells)), 'text/csv');
    else if (format === 'json') saveText(name, assessmentJson(file), 'application/json');
    else saveText(name, assessmentHtml(file), 'text/html');
  };
  const doing =
    current === undefined
      ? ''
      : `, ${SETTING_LABEL[current.setting]} ${STRATEGY_LABEL[current.strategy]}: ${percent(current.done / Math.max(1, current.total))}`;
  return (
    <p className="assessment-tools">
      <span role="status">
        {done} of {total} replayed{doing}
      </span>
      <progress aria-label="Cells replayed" max={total} value={done + (current ? current.done / current.total : 0)} />
      {done < total && (
        <button type="button" onClick={() => assessRecording(job === undefined)}>
          {job === undefined ? (done > 0 ? 'Replay the rest' : 'Replay') : 'Stop'}
        </button>
      )}
      {(['csv', 'json', 'html'] as const).map((format) => (
        <button key={format} type="button" disabled={done === 0} onClick={() => save(format)}>
          Save as {format.toUpperCase()}
        </button>
      ))}
    </p>
  );
}

interface RecommendationsProps {
  readonly recommendations: readonly Recommendation[];
  /** The setting of the machine that runs: its line comes first. */
  readonly current: Setting;
}

function Recommendations({ recommendations, current }: RecommendationsProps) {
  if (recommendations.length === 0) {
    return <p className="soft">A recommendation stands here as soon as every strategy of a setting is replayed.</p>;
  }
  const ordered = [...recommendations].sort((a, b) => Number(b.setting === current) - Number(a.setting === current));
  return (
    <div className="assessment-advice">
      <ul aria-label="Recommendation">
        {ordered.map(({ setting, sentence }) => (
          <li key={setting} data-current={setting === current}>
            {sentence}
          </li>
        ))}
      </ul>
      <details>
        <summary>By which rules</summary>
        <ol>
          {RULES.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ol>
        <p>Mapped pages are touched once by a made-up device: {integer(MATRIX_CELLS.length)} replays in all.</p>
      </details>
    </div>
  );
}
