import { useRef } from 'react';
import { ticks } from 'd3';
import type { LabState } from '../../../store/lab-state.ts';
import { entryAtBlock } from '../../../layout/age-columns.ts';
import { axisSpan } from '../../../narration/format.ts';
import { waitingInWords } from '../../../narration/queue-words.ts';
import { PaintedCanvas } from '../../widgets/painted-canvas.tsx';
import { useRem } from '../../widgets/use-rem.ts';
import { useSize } from '../../widgets/use-size.ts';
import { useCalm, useLabInstance, useView } from '../../lab-context.tsx';
import { CellPicker } from '../../widgets/cell-picker.tsx';
import { entryOfPage, paintAges, pilesOf, type WaitingEntries } from './paint-ages.ts';
import { waitingCell } from './waiting-cell.ts';

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
  const rem = useRem(size);
  const { store, view } = useLabInstance();
  const calm = useCalm((state) => state);
  const present = entries(calm);
  const { now } = calm;
  const cell = useView((state) => state.chosenCell);
  const count = present?.length ?? 0;
  const chosen = present === undefined ? -1 : entryOfPage(present, cell?.what.kind === 'iova' ? cell.iova : undefined);
  const marks = ticks(0, limit, 5).filter(
    (tick) => tick === 0 || isClear((tick / limit) * size.width, size.width, rem),
  );
  return (
    <div className="ages">
      <div ref={box} className="ages-canvas">
        <CellPicker
          className="queue-picker"
          label="Teardown queue: choose an entry"
          count={count}
          chosen={chosen < 0 ? undefined : chosen}
          describe={(i) =>
            present === undefined || i >= count ? '' : waitingInWords(present.iova[i]!, present.left(i, now))
          }
          cellAt={(x, y) => {
            const state = store.getState();
            const live = entries(state);
            if (live === undefined || size.height === 0) return undefined;
            const piles = pilesOf(live, limit, state.now, size);
            const waited = (i: number): number => limit - live.left(i, state.now);
            const [column, level] = [Math.floor(x / piles.block), Math.floor((size.height - 2 - y) / piles.block)];
            return entryAtBlock(piles, waited, live.length, limit, column, level);
          }}
          next={(i, direction) =>
            Math.min(count - 1, Math.max(0, i + (direction === 'left' || direction === 'up' ? 1 : -1)))
          }
          iovaOf={(i) => entries(store.getState())?.iova[i]}
          onChoose={(i) => {
            const live = entries(store.getState());
            view.setState({ chosenCell: i === undefined || live === undefined ? undefined : waitingCell(live, i) });
          }}
        >
          <PaintedCanvas
            size={size}
            paint={(surface, state, pointed) => paintAges(surface, entries(state), limit, state.now, pointed)}
          />
        </CellPicker>
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
