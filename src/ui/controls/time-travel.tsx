import { useId } from 'react';
import { milliseconds } from '../../narration/format.ts';
import { reachInWords } from '../../narration/moment-words.ts';
import { useActions, useCalm } from '../lab-context.tsx';
import { BreakpointMenu } from './breakpoint-menu.tsx';

/** The way through the kept history, and what stops a run. */
export function TimeTravel() {
  const isPast = useCalm((state) => state.history?.isPast === true);
  return (
    <div className="time-travel" data-past={isPast}>
      <Reach />
      <BreakpointMenu />
    </div>
  );
}

/** The kept history as a slider, with its reach and the moments of changes, and the way to its end. */
function Reach() {
  const id = useId();
  const history = useCalm((state) => state.history);
  const now = useCalm((state) => state.now);
  const { seek, seekEnd } = useActions();
  const [from, to] = [history?.start ?? 0, Math.max(history?.end ?? now, now)];
  const marks = history?.marks ?? [];
  const reach = reachInWords(now, from, to, marks.length);
  const isPast = history?.isPast === true;
  return (
    <>
      <input
        type="range"
        aria-label="Time"
        aria-valuetext={reach}
        title={reach}
        min={from}
        max={to}
        step="any"
        list={id}
        value={now}
        onChange={(event) => seek(Math.round(Number(event.target.value)))}
      />
      <datalist id={id}>
        {marks.map((at, i) => (
          // Several commands may have come at one moment.
          // oxlint-disable-next-line react/no-array-index-key
          <option key={i} value={at}>
            {milliseconds(at, 3)} ms
          </option>
        ))}
      </datalist>
      <button
        type="button"
        className="to-end"
        aria-label="To the latest moment"
        title={isPast ? `To the latest moment, ${milliseconds(to, 3)} ms` : 'This is the latest moment'}
        aria-disabled={!isPast}
        onClick={() => isPast && seekEnd()}
      >
        ⇥
      </button>
    </>
  );
}
