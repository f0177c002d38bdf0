import { PAPER_GBPS, PAPER_PERCENT, PREDICTED } from '../../../config/paper-results.ts';
import type { Setting, Strategy } from '../../../config/identifiers.ts';
import { SETTING_HELP, SETTING_LABEL, STRATEGY_HELP, STRATEGY_LABEL } from '../../../narration/names.ts';
import { startsAnew, whyNot } from '../../../store/cell-choice.ts';
import { cellKey } from '../../../store/measured-cells.ts';
import { useActions, useCalm, useLab } from '../../lab-context.tsx';

export interface StrategyCellProps {
  /** Identifier of the matrix, shared by its radio buttons and by the reasons beneath it. */
  readonly group: string;
  readonly setting: Setting;
  readonly strategy: Strategy;
}

/** One cell of the matrix: a radio button that carries its own result. */
export function StrategyCell({ group, setting, strategy }: StrategyCellProps) {
  const key = cellKey(setting, strategy);
  const isDirect = setting === 'direct';
  const isChosen = useLab(({ config }) => config.setting === setting && (isDirect || config.strategy === strategy));
  const isUnavailable = useLab((state) => whyNot(state, setting, strategy) !== undefined);
  const isRestart = useLab(({ config }) => startsAnew(config.setting, setting));
  const measured = useCalm(({ cells }) => cells.percent[key]);
  const isPapers = useLab(({ config }) => config.linkGbps === PAPER_GBPS && config.workload === 'transmit');
  const paper = isPapers ? PAPER_PERCENT[key] : undefined;
  const isPredicted = isPapers && PREDICTED.has(key);
  const { chooseCell } = useActions();
  const shown = measured === undefined ? undefined : measured < 9.95 ? measured : Math.round(measured);
  const name = isDirect ? SETTING_LABEL.direct : `${SETTING_LABEL[setting]}, ${STRATEGY_LABEL[strategy]}`;
  const described = [
    shown === undefined ? 'not measured yet' : `${shown} percent of the line rate measured`,
    ...(paper === undefined ? [] : [`${paper} percent in the paper`]),
    ...(isPredicted ? ['our prediction'] : []),
  ].join(', ');
  const help = isDirect ? SETTING_HELP.direct : STRATEGY_HELP[strategy];

  return (
    <label
      className="matrix-cell"
      data-chosen={isChosen}
      data-disabled={isUnavailable}
      data-strategy={strategy}
      title={isRestart ? `${help}; starts a new machine` : help}
    >
      <input
        type="radio"
        className="matrix-radio"
        name={group}
        aria-label={`${name}: ${described}`}
        aria-describedby={isUnavailable ? `${group}-${strategy}` : undefined}
        checked={isChosen}
        disabled={isUnavailable}
        onChange={() => chooseCell(setting, strategy)}
      />
      <span className="matrix-name" aria-hidden="true">
        {STRATEGY_LABEL[strategy]}
      </span>
      <span className="matrix-figures" aria-hidden="true">
        <span className="matrix-measured">{shown ?? (isUnavailable ? '×' : '–')}</span>
        {paper !== undefined && <span className="matrix-paper">paper {paper}</span>}
        {isPredicted && <span className="matrix-paper">our prediction</span>}
      </span>
      <span className="matrix-bar" aria-hidden="true">
        <span className="matrix-fill" style={{ width: `${Math.min(100, measured ?? 0)}%` }} />
        {paper !== undefined && <span className="matrix-mark" style={{ left: `${paper}%` }} />}
      </span>
    </label>
  );
}
