import { useRef } from 'react';
import { milliseconds } from '../../narration/format.ts';
import { SETTING_LABEL, STRATEGY_LABEL } from '../../narration/names.ts';
import { SPEED_STOPS } from '../../store/paces.ts';
import { useLab, usePaint } from '../lab-context.tsx';
import { writeText } from '../widgets/set-if-changed.ts';

/** What runs, how fast, and where its time stands: one line for a page without the controls that say so. */
export function MachineStatus() {
  const { setting, strategy } = useLab((state) => state.config);
  const speed = useLab((state) => SPEED_STOPS[state.speed]!.label);
  const clock = useRef<HTMLSpanElement>(null);
  usePaint(({ now }) => {
    const shown = `${milliseconds(now, 3)} ms`;
    writeText(clock.current, shown);
  });
  return (
    <p className="machine-status">
      <strong>
        {SETTING_LABEL[setting]}, {STRATEGY_LABEL[strategy]}
      </strong>
      <span className="soft machine-speed"> · {speed}</span> <span ref={clock} className="mono machine-clock" />
    </p>
  );
}
