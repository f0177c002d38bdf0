import { useId } from 'react';
import { STRATEGIES, type Setting } from '../../../config/identifiers.ts';
import { SETTING_HELP, SETTING_LABEL, STRATEGY_HELP, STRATEGY_LABEL } from '../../../narration/names.ts';
import { whyNot } from '../../../store/cell-choice.ts';
import { useLab, useLabInstance } from '../../lab-context.tsx';
import { PanelTitle } from '../../sources/panel-title.tsx';
import { Sourced } from '../../sources/sourced.tsx';
import { StrategyCell } from './strategy-cell.tsx';
import './matrix.css';

/** Settings with an IOMMU to program, one row each. */
const ROWS: readonly Setting[] = ['bare-metal', 'samecore', 'sidecore'];

/** The main switch and the result in one: every cell chooses, shows what was measured in it, and the paper's mark. */
export function StrategyMatrix() {
  const id = useId();
  return (
    <section className="panel panel-matrix" data-panel="matrix" aria-labelledby={id}>
      <header className="panel-head">
        <PanelTitle id={id} panel="matrix" title="Setting and strategy" />
        <p className="panel-note">
          % of the line rate: <span className="key-bar" aria-hidden="true" /> here,{' '}
          <span className="key-mark" aria-hidden="true" />{' '}
          <Sourced title="The paper’s marks" subject={{ kind: 'sources', sources: ['slides', 'abstract'] }}>
            paper
          </Sourced>
        </p>
        <MatrixActions />
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
            <SettingName setting={setting} />
            {STRATEGIES.map((strategy) => (
              <StrategyCell key={strategy} group={id} setting={setting} strategy={strategy} />
            ))}
          </div>
        ))}
        <SettingName setting="direct" />
        <Reasons group={id} />
        <StrategyCell group={id} setting="direct" strategy="passthrough" />
      </div>
    </section>
  );
}

/** What can be done with the whole matrix, and beside it. */
function MatrixActions() {
  const { view } = useLabInstance();
  return (
    <span className="matrix-actions">
      <button
        type="button"
        className="matrix-action"
        title="Throughput, exits, exposure and pinned memory of every cell"
        onClick={() => view.setState({ maximized: 'matrix-figures' })}
      >
        All figures
      </button>
      <button
        type="button"
        className="matrix-action"
        title="Two machines on the same input, side by side"
        onClick={() => view.setState({ maximized: 'compare' })}
      >
        Compare
      </button>
    </span>
  );
}

function SettingName({ setting }: { readonly setting: Setting }) {
  return (
    <span className="matrix-setting" title={SETTING_HELP[setting]} aria-hidden="true">
      {SETTING_LABEL[setting]}
    </span>
  );
}

/** Why cells cannot be chosen, where direct assignment has no cells of its own. */
function Reasons({ group }: { readonly group: string }) {
  const setting = useLab(({ config }) => (config.setting === 'direct' ? 'samecore' : config.setting));
  const why = useLab((state) => STRATEGIES.map((strategy) => whyNot(state, setting, strategy) ?? '').join('\n'));
  const reasons = why.split('\n');
  return (
    <div className="matrix-reasons">
      {STRATEGIES.map((strategy, i) =>
        reasons[i] === '' ? null : (
          <p key={strategy} id={`${group}-${strategy}`}>
            <strong>{STRATEGY_LABEL[strategy]}</strong> {reasons[i]}
          </p>
        ),
      )}
    </div>
  );
}
