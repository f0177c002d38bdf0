import { useId } from 'react';
import { integer } from '../../../narration/format.ts';
import { PANEL_LABEL } from '../../../narration/names.ts';
import { EVENTS, type PanelName } from '../../../trace/catalogue.ts';
import { useActions, useCalm, useLab, useLabInstance, useView } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { EventRows } from './event-rows.tsx';
import { seekKind } from './seek-kind.ts';
import './log.css';

const PANELS = Object.keys(PANEL_LABEL) as PanelName[];

/** What happened, in words, newest first. */
export function LogPanel() {
  const filter = useLab((state) => state.logFilter);
  const total = useCalm((state) => state.metrics?.events ?? 0);
  const isMarked = useView((state) => state.soughtEvent !== undefined && state.soughtEvent < total);
  const dropped = useCalm((state) => state.droppedEvents);
  return (
    <Panel
      name="log"
      title="Log"
      note={
        <span className="log-head">
          <LogPlace total={total} />
          {!isMarked && FILTER}
        </span>
      }
    >
      {dropped > 0 && <p className="soft log-dropped">{integer(dropped)} of them came too fast to be listed</p>}
      <EventRows key={filter} filter={filter} />
    </Panel>
  );
}

/** Which events are shown. */
function Filter() {
  const id = useId();
  const filter = useLab((state) => state.logFilter);
  const { setLogFilter } = useActions();
  return (
    <>
      <label className="visually-hidden" htmlFor={id}>
        Events shown
      </label>
      <select id={id} value={filter} onChange={(event) => setLogFilter(event.target.value)}>
        <option value="all">all events</option>
        <optgroup label="by part">
          {PANELS.map((panel) => (
            <option key={panel} value={`panel:${panel}`}>
              {PANEL_LABEL[panel]}
            </option>
          ))}
        </optgroup>
        <optgroup label="by kind">
          {EVENTS.map(({ name }) => (
            <option key={name} value={`kind:${name}`}>
              {name.replaceAll('-', ' ')}
            </option>
          ))}
        </optgroup>
      </select>
    </>
  );
}

/** Always the same, so that the many choices are not rendered with the number of events. */
const FILTER = <Filter />;

/** How many events there were; of a marked one, its number and where to go from it. */
function LogPlace({ total }: { readonly total: number }) {
  const lab = useLabInstance();
  const sought = useView((state) => state.soughtEvent);
  const showNewest = (): void => lab.view.setState({ soughtEvent: undefined });
  if (sought === undefined || sought >= total) return `${integer(total)} events`;
  return (
    <>
      <span>{integer(sought)}</span>
      <button
        type="button"
        title="Later event of this kind (n)"
        aria-label="Later event of this kind"
        onClick={() => seekKind(lab, 1)}
      >
        ↑
      </button>
      <button
        type="button"
        title="Earlier event of this kind (p)"
        aria-label="Earlier event of this kind"
        onClick={() => seekKind(lab, -1)}
      >
        ↓
      </button>
      <button
        type="button"
        title="Go to the moment of this event (m)"
        aria-label="Go to the moment of this event"
        onClick={() => lab.actions.visitEvent(sought)}
      >
        ⟲
      </button>
      <button type="button" onClick={showNewest}>
        Newest
      </button>
    </>
  );
}
