import { milliseconds, span } from '../../narration/format.ts';
import { BREAKPOINTS, type Breakpoint } from '../../protocol/commands.ts';
import { useActions, useCalm, useLab } from '../lab-context.tsx';

const LABEL: Readonly<Record<Breakpoint, string>> = {
  fault: 'a fault',
  'stale-hit': 'a stale hit',
  'queue-full': 'a full queue',
  'first-walk': 'the first walk of a page',
  'vm-exit': 'a VM exit',
};

/** The kept history as a slider, with its reach, and what stops a run. */
export function TimeTravel() {
  const history = useCalm((state) => state.history);
  const now = useCalm((state) => state.now);
  const on = useLab((state) => state.breakpoints);
  const { seek, setBreakpoints } = useActions();
  const [from, to] = [history?.start ?? 0, Math.max(history?.end ?? now, now)];
  const reach = `${milliseconds(now, 3)} ms; kept: the last ${span(to - from)}`;
  return (
    <div className="time-travel">
      <input
        type="range"
        aria-label="Time"
        aria-valuetext={reach}
        title={reach}
        min={from}
        max={to}
        step="any"
        value={now}
        onChange={(event) => seek(Math.round(Number(event.target.value)))}
      />
      <select
        aria-label="Stop at"
        value={on[0] ?? ''}
        onChange={(event) => setBreakpoints(BREAKPOINTS.filter((name) => name === event.target.value))}
      >
        <option value="">no stop</option>
        {BREAKPOINTS.map((name) => (
          <option key={name} value={name}>
            stop at {LABEL[name]}
          </option>
        ))}
      </select>
    </div>
  );
}
