import { useRef } from 'react';
import { ticks } from 'd3';
import type { LabState } from '../../../store/lab-state.ts';
import { axisSpan } from '../../../narration/format.ts';
import { PaintedCanvas } from '../../widgets/painted-canvas.tsx';
import { useSize } from '../../widgets/use-size.ts';
import { paintAges, type WaitingEntries } from './paint-ages.ts';

export interface AgeAxisProps {
  /** Length of the axis, ps. */
  readonly limit: number;
  /** What happens at the end of the axis. */
  readonly end: string;
  /** The entries that wait, from the state of a frame. */
  readonly entries: (state: LabState) => WaitingEntries | undefined;
}

/** Entries on a time axis: they enter at the left when the driver unmaps and wander to the right, where their time is up. */
export function AgeAxis({ limit, end, entries }: AgeAxisProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const rem = size.width === 0 ? 13 : parseFloat(getComputedStyle(document.documentElement).fontSize);
  const marks = ticks(0, limit, 5).filter(
    (tick) => tick === 0 || isClear((tick / limit) * size.width, size.width, rem),
  );
  return (
    <div className="ages">
      <div ref={box} className="ages-canvas">
        <PaintedCanvas size={size} paint={(surface, state) => paintAges(surface, entries(state), limit, state.now)} />
      </div>
      <div className="ages-axis soft" aria-hidden="true">
        {marks.map((tick) => (
          <span key={tick} style={{ left: `${(tick / limit) * 100}%` }} data-first={tick === 0}>
            {tick === 0 ? 'unmap' : axisSpan(tick)}
          </span>
        ))}
        <span className="ages-end">
          {end} at {axisSpan(limit)}
        </span>
      </div>
    </div>
  );
}

/** Whether a tick's word stands clear of the words at both ends. */
function isClear(x: number, width: number, rem: number): boolean {
  return x > 5.2 * rem && x < width - 12.4 * rem;
}
