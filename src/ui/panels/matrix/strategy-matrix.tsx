import { useId } from 'react';
import { STRATEGIES, type Setting } from '../../../config/identifiers.ts';
import { SETTING_LABEL, STRATEGY_HELP, STRATEGY_LABEL } from '../../../narration/names.ts';
import { useLab } from '../../lab-context.tsx';
import { StrategyCell } from './strategy-cell.tsx';
import './matrix.css';

/** Settings that this page can emulate, one row each. */
const ROWS: readonly Setting[] = ['bare-metal'];

/** The main switch and the result in one: every cell chooses, shows what was measured in it, and the paper's mark. */
export function StrategyMatrix() {
  const id = useId();
  const unavailable = useLab((state) => state.unavailable);
  const reasons = STRATEGIES.filter((strategy) => unavailable[strategy] !== undefined);
  return (
    <section className="panel panel-matrix" data-panel="matrix" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>Setting and strategy</h2>
        <p className="panel-note">
          % of the line rate: <span className="key-bar" aria-hidden="true" /> measured here,{' '}
          <span className="key-mark" aria-hidden="true" /> the paper
        </p>
      </header>
      <div className="matrix" role="radiogroup" aria-label="Setting and strategy">
        <span aria-hidden="true" />
        {STRATEGIES.map((strategy) => (
          <span key={strategy} className="matrix-column" title={STRATEGY_HELP[strategy]} aria-hidden="true">
            {STRATEGY_LABEL[strategy]}
          </span>
        ))}
        {ROWS.map((setting) => (
          <div key={setting} className="matrix-row">
            <span className="matrix-setting" aria-hidden="true">
              {SETTING_LABEL[setting]}
            </span>
            {STRATEGIES.map((strategy) => (
              <StrategyCell key={strategy} group={id} setting={setting} strategy={strategy} />
            ))}
          </div>
        ))}
      </div>
      {reasons.map((strategy) => (
        <p key={strategy} id={`${id}-${strategy}`} className="matrix-reason">
          <strong>{STRATEGY_LABEL[strategy]}</strong>: {unavailable[strategy]}
        </p>
      ))}
    </section>
  );
}
