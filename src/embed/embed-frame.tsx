import { useRef, useState } from 'react';
import { Attract } from '../ui/attract/attract.tsx';
import { MachineStatus } from '../ui/controls/machine-status.tsx';
import { Transport } from '../ui/controls/transport.tsx';
import { Notices } from '../ui/frame/notices.tsx';
import { PanelBoundary } from '../ui/frame/panel-boundary.tsx';
import { ArrivalNotices } from '../ui/links/arrival-notices.tsx';
import { PANEL_DIRECTORY } from '../ui/panel-directory.ts';
import { useSize } from '../ui/widgets/use-size.ts';
import { panelGrid } from '../ui/frame/panel-grid.ts';
import type { EmbedOptions, EmbedPanel, OptionNote } from './embed-options.ts';
import { OpenInFull } from './open-in-full.tsx';
import '../ui/frame/page.css';
import '../ui/frame/places.css';
import './embed.css';

export interface EmbedFrameProps {
  readonly options: EmbedOptions;
  readonly notes: readonly OptionNote[];
  readonly onRestart: () => void;
}

/** Chosen panels without the page's chrome, and one line below them. Where they do not all fit, one is shown and a choice. */
export function EmbedFrame({ options, notes, onRestart }: EmbedFrameProps) {
  const { panels, lock } = options;
  const space = useRef<HTMLElement>(null);
  const { width, height } = useSize(space);
  const [chosen, setChosen] = useState<EmbedPanel>();
  // The matrix is a switch: beside other panels it is a strip above them.
  const hasStrip = panels.length > 1 && panels.includes('matrix');
  const wanted = hasStrip ? panels.filter((name) => name !== 'matrix') : panels;
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const widths = wanted.map((name) => PANEL_DIRECTORY[name].columns);
  const grid = panelGrid(widths, width, height, rem);
  const shown = grid === undefined ? [chosen ?? wanted[0]!] : wanted;
  const isPicking = grid === undefined && wanted.length > 1;
  const only = shown.length === 1 ? PANEL_DIRECTORY[shown[0]!].style : undefined;

  return (
    <div className="lab embed" data-only={only} data-strip={hasStrip}>
      <div className="notices">
        <Notices onRestart={onRestart} />
        <ArrivalNotices />
        <OptionNotes notes={notes} />
        {options.attract && <Attract />}
      </div>
      {/* Locked: every control is switched off, everything can still be read and looked at. */}
      <fieldset className="embed-lock" disabled={lock} aria-label="viommu-lab">
        {hasStrip && <ShownPanel name="matrix" />}
        <main
          ref={space}
          className="embed-panels"
          style={{
            gridTemplateColumns: `repeat(${grid?.columns ?? 1}, minmax(0, 1fr))`,
            gridTemplateRows: `repeat(${grid?.rows ?? 1}, minmax(0, 1fr))`,
          }}
        >
          {shown.map((name, i) => (
            <div key={name} className="place" style={{ gridColumn: `span ${grid?.spans[i] ?? 1}` }}>
              <ShownPanel name={name} />
            </div>
          ))}
        </main>
      </fieldset>
      <footer className="embed-bar">
        {!lock && <Transport />}
        <MachineStatus />
        {isPicking && (
          <select
            aria-label="Panel"
            value={shown[0]}
            onChange={(event) => setChosen(wanted.find((name) => name === event.target.value))}
          >
            {wanted.map((name) => (
              <option key={name} value={name}>
                {PANEL_DIRECTORY[name].label}
              </option>
            ))}
          </select>
        )}
        <OpenInFull />
      </footer>
    </div>
  );
}

function ShownPanel({ name }: { readonly name: EmbedPanel }) {
  const Panel = PANEL_DIRECTORY[name].component;
  return (
    <PanelBoundary>
      <Panel />
    </PanelBoundary>
  );
}

/** What of the address was not understood. */
function OptionNotes({ notes }: { readonly notes: readonly OptionNote[] }) {
  const [isRead, setRead] = useState(false);
  if (isRead || notes.length === 0) return null;
  return (
    <div className="notice embed-notes" role="status">
      <p title={notes.map(({ message }) => message).join('\n')}>
        Left out of the address: {notes.map(({ written }) => written).join(', ')}
        <span className="visually-hidden">: {notes.map(({ message }) => message).join('; ')}</span>
      </p>
      <button type="button" onClick={() => setRead(true)}>
        Close
      </button>
    </div>
  );
}
