import { PAPER_GBPS, PAPER_PERCENT } from '../../../config/paper-results.ts';
import type { Setting, Strategy } from '../../../config/identifiers.ts';
import { SETTING_LABEL, STRATEGY_HELP, STRATEGY_LABEL } from '../../../narration/names.ts';
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
  const isChosen = useLab(({ config }) => config.setting === setting && config.strategy === strategy);
  const isUnavailable = useLab(({ unavailable }) => unavailable[strategy] !== undefined);
  const measured = useCalm(({ cells }) => cells.percent[key]);
  const paper = useLab(({ config }) =>
    config.linkGbps === PAPER_GBPS && config.workload === 'transmit' ? PAPER_PERCENT[key] : undefined,
  );
  const { chooseStrategy } = useActions();
  const shown = measured === undefined ? undefined : measured < 9.95 ? measured : Math.round(measured);
  const described = [
    shown === undefined ? 'not measured yet' : `${shown} percent of the line rate measured`,
    ...(paper === undefined ? [] : [`${paper} percent in the paper`]),
  ].join(', ');

  return (
    <label className="matrix-cell" data-chosen={isChosen} data-disabled={isUnavailable} title={STRATEGY_HELP[strategy]}>
      <input
        type="radio"
        className="matrix-radio"
        name={group}
        aria-label={`${SETTING_LABEL[setting]}, ${STRATEGY_LABEL[strategy]}: ${described}`}
        aria-describedby={isUnavailable ? `${group}-${strategy}` : undefined}
        checked={isChosen}
        disabled={isUnavailable}
        onChange={() => chooseStrategy(strategy)}
      />
      <span className="matrix-name" aria-hidden="true">
        {STRATEGY_LABEL[strategy]}
      </span>
      <span className="matrix-figures" aria-hidden="true">
        <span className="matrix-measured">{shown ?? (isUnavailable ? '×' : '–')}</span>
        {paper !== undefined && <span className="matrix-paper">paper {paper}</span>}
      </span>
      <span className="matrix-bar" aria-hidden="true">
        <span className="matrix-fill" style={{ width: `${Math.min(100, measured ?? 0)}%` }} />
        {paper !== undefined && <span className="matrix-mark" style={{ left: `${paper}%` }} />}
      </span>
    </label>
  );
}
