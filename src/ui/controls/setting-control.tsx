import { useId, useState } from 'react';
import { changeFrom, isDefault, shownValue, type SettingRow } from '../../settings/settings.ts';
import { useActions, useLab } from '../lab-context.tsx';
import { Sourced } from '../sources/sourced.tsx';

/** One setting: its control, made from its row. What is not allowed is said beneath and changes nothing. */
export function SettingControl({ row }: { readonly row: SettingRow }) {
  const id = useId();
  const shown = useLab(({ config }) => shownValue(row, config));
  const isChanged = useLab(({ config }) => !isDefault(row, config));
  const { adjust, restartWith } = useActions();
  const [draft, setDraft] = useState<string>();
  const [problem, setProblem] = useState<string>();

  const commit = (text: string): void => {
    const change = changeFrom(row, text);
    if (typeof change === 'string') {
      setProblem(change);
      return;
    }
    setProblem(undefined);
    setDraft(undefined);
    if (text === shown) return;
    if (row.effect === 'live') adjust(change);
    else restartWith(change);
  };

  return (
    <div className="setting">
      <label htmlFor={id}>
        {row.label}
        {row.effect === 'restart' && <span title="starts a new machine"> ↻</span>}
        {isChanged && <span className="soft"> (changed)</span>}
      </label>
      {row.type === 'number' ? (
        <span className="setting-value">
          <input
            id={id}
            type="number"
            min={row.min}
            max={row.max}
            step={row.step}
            value={draft ?? shown}
            aria-describedby={`${id}-help`}
            aria-invalid={problem !== undefined}
            onChange={(event) => setDraft(event.target.value)}
            onBlur={() => {
              if (draft !== undefined) commit(draft);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && draft !== undefined) commit(draft);
            }}
          />{' '}
          {row.unit}
        </span>
      ) : (
        <select id={id} value={shown} aria-describedby={`${id}-help`} onChange={(event) => commit(event.target.value)}>
          {row.choices.map((choice) => (
            <option key={String(choice.value)} value={String(choice.value)}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
      <p id={`${id}-help`} className="setting-help">
        {row.help} ·{' '}
        <Sourced title={row.label} subject={{ kind: 'setting', key: row.key }}>
          source<span className="visually-hidden"> of {row.label}</span>
        </Sourced>
        {problem !== undefined && <strong role="alert"> {problem}</strong>}
      </p>
    </div>
  );
}
