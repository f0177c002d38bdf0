import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { pageBase } from '../../../base/bits.ts';
import { eventRow, eventText } from '../../../narration/event-text.ts';
import { integer, milliseconds } from '../../../narration/format.ts';
import { ageOf, eventAt, filterLog, LOG_CAPACITY, type EventLog, type LoggedEvent } from '../../../store/event-log.ts';
import { useCalm, useLabInstance, useView } from '../../lab-context.tsx';
import { useAddressFormat } from '../../widgets/use-address-format.ts';
import { useRem } from '../../widgets/use-rem.ts';
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
  const size = useSize(box);
  const { height } = size;
  const rem = useRem(size);
  const [scroll, setScroll] = useState(0);
  const { store, view, actions } = useLabInstance();
  const sought = useView((state) => state.soughtEvent);
  // What was sought under another filter is there at once. Rows are of the log as it is now: what is written out may be older.
  const [begun] = useState(() =>
    sought === undefined ? undefined : findRow(store.getState().log, filterOf(filter), sought),
  );
  const [held, setHeld] = useState<readonly LoggedEvent[] | undefined>(begun?.events);
  const soughtRow = useRef<number | undefined>(begun?.row);
  // Rows share the height, so that none is cut.
  const rowHeight = height === 0 ? ROW * rem : height / Math.max(1, Math.floor(height / (ROW * rem)));

  const [columns, setColumns] = useState(log.columns);
  if (columns !== log.columns) {
    // After a jump the log is another one.
    setColumns(log.columns);
    setHeld(sought === undefined ? undefined : findRow(log, filterOf(filter), sought)?.events);
  }

  /** What the rows were scrolled for last. */
  const shown = useRef({ rowHeight: 0, columns });
  const passes = useMemo(() => filterOf(filter), [filter]);
  const ages = useMemo(() => filterLog(log, passes, LOG_CAPACITY), [log, passes]);
  const count = held?.length ?? ages.length;
  const first = Math.floor(scroll / rowHeight);
  const last = Math.min(count, Math.ceil((scroll + Math.max(height, rowHeight)) / rowHeight));
  const eventOf = (row: number): LoggedEvent => held?.[row] ?? eventAt(log, ages[row]!);
  const isGone = sought !== undefined && held === undefined && ageOf(log, sought) === undefined;

  const seek = useEffectEvent((sequence: number) => {
    const place = held?.findIndex((event) => event.sequence === sequence) ?? -1;
    const found = place >= 0 ? { row: place, events: [...held!] } : findRow(store.getState().log, passes, sequence);
    if (found !== undefined) {
      soughtRow.current = found.row;
      setHeld(found.events);
    } else if (ageOf(store.getState().log, sequence) !== undefined) actions.setLogFilter('all');
  });
  useEffect(
    () =>
      view.subscribe(({ soughtEvent }, { soughtEvent: before }) => {
        if (soughtEvent === before) return;
        if (soughtEvent !== undefined) seek(soughtEvent);
        else {
          setHeld(undefined);
          scroller.current?.scrollTo({ top: 0 });
        }
      }),
    [view],
  );
  useLayoutEffect(() => {
    const isOther = shown.current.rowHeight !== rowHeight || shown.current.columns !== columns;
    shown.current = { rowHeight, columns };
    const marked = isOther ? held?.findIndex(({ sequence }) => sequence === sought) : undefined;
    const row = soughtRow.current ?? (marked === -1 ? undefined : marked);
    const list = scroller.current;
    if (row === undefined || held === undefined || list === null) return;
    soughtRow.current = undefined;
    const isInView = row * rowHeight >= list.scrollTop && (row + 1) * rowHeight <= list.scrollTop + height;
    // The newest row is shown in a list that stands still.
    if (!isInView || isOther || list.scrollTop === 0) list.scrollTop = Math.max(2, row * rowHeight);
  });

  const onScroll = (): void => {
    const at = scroller.current?.scrollTop ?? 0;
    setScroll(at);
    if (at <= 1) {
      setHeld(undefined);
      view.setState({ soughtEvent: undefined });
    } else if (held === undefined) setHeld(hold(log, ages));
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
              return (
                <Row
                  key={event.sequence}
                  event={event}
                  place={first + i}
                  count={count}
                  height={rowHeight}
                  isSought={event.sequence === sought}
                  onSeek={(soughtEvent) => view.setState({ soughtEvent })}
                />
              );
            })}
          </ol>
          {count === 0 && <p className="soft">No such event yet.</p>}
        </div>
      </div>
      {isGone && (
        <p className="log-gone" role="status">
          Event {integer(sought)} is no longer kept here.{' '}
          <button type="button" onClick={() => actions.visitEvent(sought)}>
            Go to its moment
          </button>
        </p>
      )}
      {held !== undefined && sought === undefined && (
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

/** The page that an event is about; undefined when it is about none. */
function pageOf({ kind, iova }: LoggedEvent): number | undefined {
  return eventRow(kind)?.text.includes('{iova}') === true ? pageBase(iova) : undefined;
}

function Row(props: {
  readonly event: LoggedEvent;
  readonly place: number;
  readonly count: number;
  readonly height: number;
  readonly isSought: boolean;
  readonly onSeek: (sequence: number) => void;
}) {
  const { event, place, count, height, isSought, onSeek } = props;
  const address = useAddressFormat();
  return (
    // By keyboard one comes here with the keys for the next and the previous event of a kind.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <li
      style={{ top: place * height, height }}
      aria-posinset={place + 1}
      aria-setsize={count}
      aria-current={isSought}
      data-page={pageOf(event)}
      onClick={() => onSeek(event.sequence)}
    >
      <span className={`log-mark log-${eventRow(event.kind)?.panel ?? 'other'}`} aria-hidden="true" />
      <span>
        <span className="soft">{milliseconds(event.time, 3)} </span>
        {eventText(event, address)}
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

/** The row of an event among those that pass, with all rows down to it and some more; undefined when it is not there. */
function findRow(
  log: EventLog,
  passes: (kind: number) => boolean,
  sequence: number,
): { readonly row: number; readonly events: readonly LoggedEvent[] } | undefined {
  const age = ageOf(log, sequence);
  if (age === undefined) return undefined;
  const ages = filterLog(log, passes, LOG_CAPACITY);
  const row = ages.indexOf(age);
  return row < 0 ? undefined : { row, events: hold(log, ages, row) };
}

function hold(log: EventLog, ages: Int32Array, row = 0): LoggedEvent[] {
  return Array.from(ages.subarray(0, HELD + row), (age) => eventAt(log, age));
}
