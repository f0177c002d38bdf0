import { useId, useState } from 'react';
import { SETTINGS, STRATEGIES, type Setting, type Strategy } from '../../../config/identifiers.ts';
import type { MachineConfig } from '../../../config/machine-config.ts';
import { SETTING_LABEL, STRATEGY_LABEL } from '../../../narration/names.ts';
import { changeFrom, SETTING_ROWS, shownValue, type SettingRow } from '../../../settings/settings.ts';
import { settingsApart } from '../../../store/comparison.ts';
import { useActions, useLab, useLabInstance } from '../../lab-context.tsx';
import { machineInWords } from './apart-words.ts';
import './compare.css';

const LIVE_ROWS = SETTING_ROWS.filter(({ effect }) => effect === 'live');

/** What a viewer most likely wants to see beside a strategy. */
const PARTNER: Readonly<Record<Strategy, Strategy>> = {
  strict: 'optimistic',
  deferred: 'strict',
  optimistic: 'strict',
  async: 'strict',
  shared: 'strict',
  passthrough: 'strict',
};

/** Chooses what differs on the other side; all else is the same. */
export function CompareForm() {
  const { view } = useLabInstance();
  const { compare } = useActions();
  const mine = useLab(({ config }) => config);
  const [other, setOther] = useState<MachineConfig>(() => ({ ...mine, strategy: PARTNER[mine.strategy] }));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const apart = settingsApart(mine, other);
  const keys = Object.keys(apart) as (keyof MachineConfig)[];
  const isSame = keys.length === 0;
  const problem = Object.values(problems).find((text) => text !== '');

  return (
    <form
      className="compare-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSame && problem === undefined) compare(other);
      }}
    >
      <p className="soft">
        Beside the machine that runs, a second one on the same input, step for step. What is not changed here stays the
        same on both sides.
      </p>
      <div className="compare-choices">
        <Choice
          label="Setting"
          value={other.setting}
          isApart={keys.includes('setting')}
          choices={SETTINGS.map((value) => [value, SETTING_LABEL[value]])}
          onChoose={(setting) => setOther({ ...other, setting: setting as Setting })}
        />
        <Choice
          label="Strategy"
          value={other.strategy}
          isApart={keys.includes('strategy')}
          choices={STRATEGIES.map((value) => [value, STRATEGY_LABEL[value]])}
          onChoose={(strategy) => setOther({ ...other, strategy: strategy as Strategy })}
        />
        {LIVE_ROWS.map((row) => (
          <LiveChoice
            key={row.key}
            row={row}
            config={other}
            isApart={keys.includes(row.key)}
            onChange={(change, text) => {
              setProblems({ ...problems, [row.key]: text });
              setOther({ ...other, ...change });
            }}
          />
        ))}
      </div>
      <p className="compare-said" role="status">
        {problem ??
          (isSame
            ? 'Both sides would be the same: choose something that differs.'
            : `${machineInWords(mine, keys)} against ${machineInWords(other, keys)}`)}
      </p>
      <p className="compare-buttons">
        <button type="submit" disabled={isSame || problem !== undefined}>
          Start the comparison
        </button>{' '}
        <button type="button" onClick={() => view.setState({ maximized: undefined })}>
          Cancel
        </button>
      </p>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly isApart: boolean;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, isApart, choices, onChoose }: ChoiceProps) {
  return (
    <label className="compare-choice" data-apart={isApart}>
      <span>
        {label}
        {isApart && <strong> differs</strong>}
      </span>
      <select value={value} onChange={(event) => onChoose(event.target.value)}>
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface LiveChoiceProps {
  readonly row: SettingRow;
  readonly config: MachineConfig;
  readonly isApart: boolean;
  /** Gets the change and what is wrong with the text, empty when nothing is. */
  readonly onChange: (change: Partial<MachineConfig>, problem: string) => void;
}

function LiveChoice({ row, config, isApart, onChange }: LiveChoiceProps) {
  const id = useId();
  const shown = shownValue(row, config);
  const [draft, setDraft] = useState(shown);
  const take = (text: string): void => {
    setDraft(text);
    const change = changeFrom(row, text);
    if (typeof change === 'string') onChange({}, change);
    else onChange(change, '');
  };
  if (row.type === 'choice') {
    const choices = row.choices.map(({ value, label }) => [String(value), label] as const);
    return <Choice label={row.label} value={shown} isApart={isApart} choices={choices} onChoose={take} />;
  }
  return (
    <div className="compare-choice" data-apart={isApart}>
      <label htmlFor={id}>
        {row.label}
        {isApart && <strong> differs</strong>}
      </label>
      <span>
        <input
          id={id}
          type="number"
          min={row.min}
          max={row.max}
          step={row.step}
          value={draft}
          onChange={(event) => take(event.target.value)}
        />{' '}
        {row.unit}
      </span>
    </div>
  );
}
