import { useId, useState } from 'react';
import { costEdits, costsFromEdits } from '../../config/cost-edits.ts';
import type { CostKey } from '../../config/cost-model.ts';
import { priceLimit } from '../../config/price-limits.ts';
import { provenanceInWords } from '../../narration/sources.ts';
import { useActions, useLab } from '../lab-context.tsx';

/** One price with its source; what cannot be a price is said and changes nothing. */
export function CostRowControl({ name }: { readonly name: CostKey }) {
  const id = useId();
  const costs = useLab(({ config }) => config.costs);
  const { adjust } = useActions();
  const [draft, setDraft] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const { value, unit, chargedFor, provenance } = costs.rows[name];
  const { min, max } = priceLimit(name);

  const commit = (): void => {
    if (draft === undefined) return;
    const { profile, edits } = costEdits(costs);
    const changed = costsFromEdits(profile, { ...edits, [name]: draft.trim() === '' ? Number.NaN : Number(draft) });
    if (typeof changed === 'string') {
      setProblem(changed);
      return;
    }
    setProblem(undefined);
    setDraft(undefined);
    adjust({ costs: changed });
  };

  return (
    <tr data-edited={provenance.kind === 'edited'}>
      <th scope="row">
        <label htmlFor={id}>{name.replaceAll('-', ' ')}</label>
        <span className="soft">, {chargedFor}</span>
      </th>
      <td>
        <input
          id={id}
          type="number"
          min={min}
          max={max}
          step="any"
          value={draft ?? value}
          aria-invalid={problem !== undefined}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
          }}
        />{' '}
        {unit}
      </td>
      <td>
        {provenanceInWords(provenance)}
        {problem !== undefined && <strong role="alert"> {problem}</strong>}
      </td>
    </tr>
  );
}
