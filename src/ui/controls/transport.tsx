import type { StepUnit } from '../../protocol/commands.ts';
import { isAtStart } from '../../store/travel-actions.ts';
import { useActions, useCalm, useLab } from '../lab-context.tsx';
import './transport.css';

const UNITS: readonly { readonly unit: StepUnit; readonly label: string }[] = [
  { unit: 'event', label: 'event' },
  { unit: 'operation', label: 'operation' },
  { unit: 'frame', label: 'frame' },
];

/** Run, pause, step. */
export function Transport() {
  const isRunning = useLab((state) => state.run === 'running');
  const isUsable = useLab((state) => state.connection.kind !== 'crashed');
  const isBeginning = useCalm((state) => state.run !== 'running' && isAtStart(state));
  const unit = useLab((state) => state.stepUnit);
  const { run, pause, step, stepBack, setStepUnit } = useActions();
  return (
    <div className="transport">
      <button
        type="button"
        aria-label="Step back"
        title={isBeginning ? 'This is the beginning: nothing lies before it' : 'Step back'}
        disabled={!isUsable}
        aria-disabled={isBeginning}
        onClick={stepBack}
      >
        ◀
      </button>
      <button type="button" className="run" disabled={!isUsable} onClick={isRunning ? pause : run}>
        <svg viewBox="0 0 10 10" aria-hidden="true">
          <path d={isRunning ? 'M1 0h3v10h-3zM6 0h3v10h-3z' : 'M1 0l9 5l-9 5z'} />
        </svg>
        {isRunning ? 'Pause' : 'Run'}
      </button>
      <button type="button" disabled={!isUsable} onClick={step}>
        Step
      </button>
      <select aria-label="A step is" value={unit} onChange={(event) => setStepUnit(event.target.value as StepUnit)}>
        {UNITS.map((row) => (
          <option key={row.unit} value={row.unit}>
            {row.label}
          </option>
        ))}
      </select>
    </div>
  );
}
