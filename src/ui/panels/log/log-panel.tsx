import { useId } from 'react';
import { eventText } from '../../../narration/event-text.ts';
import { integer } from '../../../narration/format.ts';
import { PANEL_LABEL } from '../../../narration/names.ts';
import { EVENTS, type PanelName } from '../../../trace/catalogue.ts';
import { eventAt } from '../../../store/event-log.ts';
import { useActions, useCalm, useLab } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { EventRows } from './event-rows.tsx';
import './log.css';

const PANELS = Object.keys(PANEL_LABEL) as PanelName[];

/** What happened, in words, newest first. */
export function LogPanel() {
  const id = useId();
  const filter = useLab((state) => state.logFilter);
  const { setLogFilter } = useActions();
  const total = useCalm((state) => state.metrics?.events ?? 0);
  const dropped = useCalm((state) => state.droppedEvents);
  return (
    <Panel
      name="log"
      title="Log"
      note={
        <span className="log-head">
          {integer(total)} events
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
        </span>
      }
    >
      {dropped > 0 && <p className="soft">{integer(dropped)} of them came too fast to be listed</p>}
      <EventRows key={filter} filter={filter} />
      <Announcement />
    </Panel>
  );
}

/** Reads out the newest event while the machine stands still, so that stepping can be followed by ear. */
function Announcement() {
  const text = useCalm((state) =>
    state.run === 'running' || state.log.total === 0 ? '' : eventText(eventAt(state.log, 0)),
  );
  return (
    <p className="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}
