import { useId, useLayoutEffect, useRef } from 'react';
import { ACT_GROUPS } from '../../config/act-groups.ts';
import { COST_PROFILE_NAMES, costEdits, costProfile } from '../../config/cost-edits.ts';
import type { CostKey } from '../../config/cost-model.ts';
import { useActions, useLab, useLabInstance } from '../lab-context.tsx';
import { CostRowControl } from './cost-row.tsx';
import './cost-table.css';

const OF_ACTS: ReadonlySet<string> = new Set(ACT_GROUPS.flatMap(({ acts }) => acts as readonly string[]));

/** Every price of the cost model, what it is charged for and where it is from. A running machine takes a change at once. */
export function CostTable() {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { view } = useLabInstance();
  const costs = useLab(({ config }) => config.costs);
  const { adjust } = useActions();
  const { profile, edits } = costEdits(costs);
  const edited = Object.keys(edits).length;
  const others = (Object.keys(costs.rows) as CostKey[]).filter((key) => !OF_ACTS.has(key));
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const take = (name: string): void => {
    const chosen = costProfile(name);
    if (chosen !== undefined) adjust({ costs: chosen });
  };

  return (
    <dialog
      ref={dialog}
      className="settings cost-table"
      aria-labelledby={id}
      onClose={() => view.setState({ showsCosts: false })}
    >
      <header>
        <h2 id={id}>Prices</h2>
        <label>
          List{' '}
          <select value={profile} onChange={(event) => take(event.target.value)}>
            {COST_PROFILE_NAMES.map((name) => (
              <option key={name} value={name}>
                {costProfile(name)?.profile}
              </option>
            ))}
          </select>
        </label>
        {edited > 0 && (
          <button type="button" onClick={() => take(profile)}>
            Undo {edited} {edited === 1 ? 'change' : 'changes'}
          </button>
        )}
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {ACT_GROUPS.map(({ name, label, help, acts }) => (
        <CostGroup key={name} label={label} help={help} keys={acts} />
      ))}
      <CostGroup label="hardware and factors" help="what is not an act of a core" keys={others} />
    </dialog>
  );
}

interface CostGroupProps {
  readonly label: string;
  readonly help: string;
  readonly keys: readonly CostKey[];
}

function CostGroup({ label, help, keys }: CostGroupProps) {
  return (
    <table>
      <caption>
        <strong>{label}</strong>: {help}
      </caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Charged for</th>
          <th scope="col">Price</th>
          <th scope="col">Source</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <CostRowControl key={key} name={key} />
        ))}
      </tbody>
    </table>
  );
}
