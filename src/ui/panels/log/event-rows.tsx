import { useMemo, useRef, useState } from 'react';
import { eventRow, eventText } from '../../../narration/event-text.ts';
import { milliseconds } from '../../../narration/format.ts';
import { eventAt, filterLog, LOG_CAPACITY, type EventLog, type LoggedEvent } from '../../../store/event-log.ts';
import { useCalm } from '../../lab-context.tsx';
import { useSize } from '../../widgets/use-size.ts';

/** Height of a row in rem: two lines. */
const ROW = 2.75;
/** Rows kept still while the viewer reads further down. */
const HELD = 2000;

/** The events that pass a filter, newest first; only the rows in view exist. */
export function EventRows({ filter }: { readonly filter: string }) {
  const log = useCalm((state) => state.log);
  const box = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const { height } = useSize(box);
  const [scroll, setScroll] = useState(0);
  const [held, setHeld] = useState<readonly LoggedEvent[]>();
  const rem = height === 0 ? 13 : parseFloat(getComputedStyle(document.documentElement).fontSize);
  // Rows share the height, so that none is cut.
  const rowHeight = height === 0 ? ROW * rem : height / Math.max(1, Math.floor(height / (ROW * rem)));

  const passes = useMemo(() => filterOf(filter), [filter]);
  const ages = useMemo(() => filterLog(log, passes, LOG_CAPACITY), [log, passes]);
  const count = held?.length ?? ages.length;
  const first = Math.floor(scroll / rowHeight);
  const last = Math.min(count, Math.ceil((scroll + Math.max(height, rowHeight)) / rowHeight));
  const eventOf = (row: number): LoggedEvent => held?.[row] ?? eventAt(log, ages[row]!);

  const onScroll = (): void => {
    const at = scroller.current?.scrollTop ?? 0;
    setScroll(at);
    if (at <= 1) setHeld(undefined);
    else if (held === undefined) setHeld(hold(log, ages));
  };

  return (
    <>
      <div ref={box} className="log-space">
        <div
          ref={scroller}
          className="log-rows"
          style={{ height }}
          // A list that scrolls must be reachable by keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          role="group"
          aria-label="Events, newest first"
          onScroll={onScroll}
        >
          <ol style={{ height: count * rowHeight }}>
            {Array.from({ length: Math.max(0, last - first) }, (_, i) => {
              const event = eventOf(first + i);
              return <Row key={event.sequence} event={event} place={first + i} count={count} height={rowHeight} />;
            })}
          </ol>
          {count === 0 && <p className="soft">No such event yet.</p>}
        </div>
      </div>
      {held !== undefined && (
        <button
          type="button"
          className="log-newest"
          onClick={() => {
            scroller.current?.scrollTo({ top: 0 });
            setHeld(undefined);
          }}
        >
          Newest events
        </button>
      )}
    </>
  );
}

function Row(props: {
  readonly event: LoggedEvent;
  readonly place: number;
  readonly count: number;
  readonly height: number;
}) {
  const { event, place, count, height } = props;
  return (
    <li style={{ top: place * height, height }} aria-posinset={place + 1} aria-setsize={count}>
      <span className={`log-mark log-${eventRow(event.kind)?.panel ?? 'other'}`} aria-hidden="true" />
      <span>
        <span className="soft">{milliseconds(event.time, 3)} </span>
        {eventText(event)}
      </span>
    </li>
  );
}

function filterOf(filter: string): (kind: number) => boolean {
  const [by, name] = filter.split(':');
  if (by === 'panel') return (kind) => eventRow(kind)?.panel === name;
  if (by === 'kind') return (kind) => eventRow(kind)?.name === name;
  return () => true;
}

function hold(log: EventLog, ages: Int32Array): LoggedEvent[] {
  return Array.from(ages.subarray(0, HELD), (age) => eventAt(log, age));
}
