import { useRef } from 'react';
import { milliseconds } from '../../narration/format.ts';
import { SPEED_STOPS } from '../../store/paces.ts';
import { useActions, useLab, usePaint } from '../lab-context.tsx';
import { writeText } from '../widgets/set-if-changed.ts';
import './transport.css';

/** From one event a second to as fast as possible, and where simulated time stands. */
export function Speed() {
  const speed = useLab((state) => state.speed);
  const { setSpeed } = useActions();
  const stop = SPEED_STOPS[speed]!;
  return (
    <div className="speed">
      <input
        type="range"
        aria-label="Speed"
        aria-valuetext={stop.spoken}
        min={0}
        max={SPEED_STOPS.length - 1}
        step={1}
        value={speed}
        onChange={(event) => setSpeed(Number(event.target.value))}
      />
      <output>{stop.label}</output>
      <Clock />
    </div>
  );
}

/** Simulated time; changes in every frame without rendering anything. */
function Clock() {
  const text = useRef<HTMLSpanElement>(null);
  usePaint(({ now }) => {
    const shown = `${milliseconds(now, 3)} ms`;
    writeText(text.current, shown);
  });
  return (
    <span className="clock">
      <span className="soft">simulated </span>
      <span ref={text} className="mono clock-time" />
    </span>
  );
}
