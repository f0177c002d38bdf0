import { useRef } from 'react';
import { flushInWords, waitingInWords } from '../../../narration/queue-words.ts';
import { integer, plain, span } from '../../../narration/format.ts';
import type { FlushSection } from '../../../protocol/snapshot.ts';
import { useLabInstance, usePaint, useView } from '../../lab-context.tsx';
import { CellPicker } from '../../widgets/cell-picker.tsx';
import { PaintedCanvas } from '../../widgets/painted-canvas.tsx';
import { useSize } from '../../widgets/use-size.ts';
import { entryOfPage } from './paint-ages.ts';
import { paintSlots, slotsOf } from './paint-slots.ts';
import { waitingCell } from './waiting-cell.ts';

/** Ranges whose entries are cleared and whose IOVAs wait for one invalidation for all of them: by number, or by time. */
export function FlushQueue({ flush, now }: { readonly flush: FlushSection; readonly now: number }) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const { view } = useLabInstance();
  const picked = useView((state) => state.chosenCell);
  const chosen = entryOfPage(flush, picked?.what.kind === 'iova' ? picked.iova : undefined);
  const cached = flush.cached.reduce((sum, one) => sum + one, 0);
  return (
    <div className="queue">
      <div className="queue-left">
        <div ref={box} className="ages-canvas">
          <CellPicker
            className="queue-picker"
            label="Flush queue: choose a range"
            count={flush.iova.length}
            chosen={chosen < 0 ? undefined : chosen}
            describe={(i) => (i < flush.iova.length ? waitingInWords(flush.iova[i]!, flush.drainAt - now) : '')}
            cellAt={(x, y) => {
              const { cell, columns, perCell } = slotsOf(flush, size);
              const i = (Math.floor(y / cell) * columns + Math.floor(x / cell)) * perCell;
              return i < flush.iova.length ? i : undefined;
            }}
            next={(i, direction) => {
              const { columns, perCell } = slotsOf(flush, size);
              const step = { left: -1, right: 1, up: -columns * perCell, down: columns * perCell }[direction];
              return Math.min(flush.iova.length - 1, Math.max(0, i + step));
            }}
            iovaOf={(i) => flush.iova[i]}
            onChoose={(i) => view.setState({ chosenCell: i === undefined ? undefined : waitingCell(flush, i) })}
          >
            <PaintedCanvas
              size={size}
              paint={(surface, state, pointed) => paintSlots(surface, state.sections.flush, pointed)}
            />
          </CellPicker>
        </div>
        <p className="visually-hidden">{flushInWords(flush, now)}</p>
        <Bar name="flush at" of={flush.highWaterMark} unit="" value={({ length }) => length} shown={flush.length} />
        <Bar
          name="or after"
          of={flush.timeout}
          unit="ms"
          value={({ length, timeout, drainAt }, at) => (length === 0 ? 0 : timeout - Math.max(0, drainAt - at))}
          shown={flush.length === 0 ? 0 : flush.timeout - Math.max(0, flush.drainAt - now)}
        />
      </div>
      <dl className="queue-right causes">
        <div>
          <dt>still in the IOTLB (framed)</dt>
          <dd>{integer(cached)}</dd>
        </div>
        <div>
          <dt>latest flush in</dt>
          <dd>{flush.length === 0 ? '–' : span(Math.max(0, flush.drainAt - now))}</dd>
        </div>
        <div>
          <dt>flushes so far</dt>
          <dd>{integer(flush.drains)}</dd>
        </div>
        <div>
          <dt>ranges freed</dt>
          <dd>{integer(flush.freed)}</dd>
        </div>
        <div>
          <dt>ranges a flush</dt>
          <dd>{flush.drains === 0 ? '–' : integer(flush.freed / flush.drains)}</dd>
        </div>
      </dl>
    </div>
  );
}

interface BarProps {
  readonly name: string;
  readonly of: number;
  readonly unit: '' | 'ms';
  readonly value: (flush: FlushSection, now: number) => number;
  readonly shown: number;
}

/** How near one of the two conditions is; the bar follows every frame, the figure changes at reading pace. */
function Bar({ name, of, unit, value, shown }: BarProps) {
  const fill = useRef<HTMLSpanElement>(null);
  usePaint(({ sections, now }) => {
    const share = sections.flush === undefined ? 0 : Math.min(1, value(sections.flush, now) / of);
    if (fill.current !== null) fill.current.style.width = `${(share * 100).toFixed(1)}%`;
  });
  const figure = (amount: number): string => (unit === 'ms' ? (amount / 1e9).toFixed(2) : integer(amount));
  return (
    <div className="quota">
      <span className="soft quota-name">{name}</span>
      <span className="quota-bar quota-flush" aria-hidden="true">
        <span ref={fill} />
      </span>
      <span className="quota-figure">
        {figure(shown)} of {unit === 'ms' ? `${plain(of / 1e9)} ms` : integer(of)}
      </span>
    </div>
  );
}
