import { useId, useState } from 'react';
import { settingError } from '../../config/limits.ts';
import { REPLACEMENTS } from '../../config/identifiers.ts';
import type { CacheConfig } from '../../config/unit-config.ts';
import { useActions, useLab } from '../lab-context.tsx';

const NUMBERS = [
  { key: 'iotlbEntries', label: 'IOTLB entries', help: 'in all; 0 is no IOTLB' },
  { key: 'iotlbWays', label: 'IOTLB ways', help: 'of a set; as many as entries is fully associative' },
  { key: 'contextEntries', label: 'Context entries', help: 'of the context cache; 0 is none' },
] as const;

/** Size and shape of the caches of the unit. What does not fit together is said beneath and changes nothing. */
export function CacheSettings() {
  const id = useId();
  const caches = useLab(({ config }) => config.caches);
  const { restartWith } = useActions();
  const [draft, setDraft] = useState<Partial<Record<keyof CacheConfig, string>>>({});
  const wanted = Object.entries(draft).map(([key, text]) => [key, key === 'replacement' ? text : numberOf(text)]);
  const next = { ...caches, ...Object.fromEntries(wanted) } as CacheConfig;
  const isChanged = wanted.some(([key, value]) => caches[key as keyof CacheConfig] !== value);
  const problem = isChanged ? settingError('caches', next) : undefined;
  return (
    <fieldset>
      <legend>Caches of the IOMMU</legend>
      {NUMBERS.map(({ key, label, help }) => (
        <div key={key} className="setting">
          <label htmlFor={`${id}-${key}`}>{label}</label>
          <input
            id={`${id}-${key}`}
            type="number"
            min={0}
            step={1}
            value={draft[key] ?? String(caches[key])}
            aria-describedby={`${id}-${key}-help ${id}-problem`}
            aria-invalid={problem !== undefined}
            onChange={(event) => setDraft({ ...draft, [key]: event.target.value })}
          />
          <p id={`${id}-${key}-help`} className="setting-help">
            {help}
          </p>
        </div>
      ))}
      <div className="setting">
        <label htmlFor={`${id}-replacement`}>Replacement</label>
        <select
          id={`${id}-replacement`}
          value={draft.replacement ?? caches.replacement}
          onChange={(event) => setDraft({ ...draft, replacement: event.target.value })}
        >
          {REPLACEMENTS.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <p className="setting-help">
          which translation of a full set goes. None of this is architectural: the size is as measured by Neugebauer et
          al. (SIGCOMM 2018), the rest is our choice
        </p>
      </div>
      <p id={`${id}-problem`} className="setting-help" role="alert">
        {problem !== undefined && <strong>{problem}</strong>}
      </p>
      {isChanged && (
        <button
          type="button"
          disabled={problem !== undefined}
          onClick={() => {
            setDraft({});
            restartWith({ caches: next });
          }}
        >
          Start a machine with these ↻
        </button>
      )}
    </fieldset>
  );
}

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
