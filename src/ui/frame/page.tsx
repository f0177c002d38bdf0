import { useRef } from 'react';
import { linkPanel } from '../../store/link-panels.ts';
import { Attract } from '../attract/attract.tsx';
import { CommandPalette } from '../controls/command-palette.tsx';
import { SettingsDialog } from '../controls/settings-dialog.tsx';
import { Speed } from '../controls/speed.tsx';
import { TimeTravel } from '../controls/time-travel.tsx';
import { Transport } from '../controls/transport.tsx';
import { WorkloadPicker } from '../controls/workload-picker.tsx';
import { CostsLayer } from '../costs/costs-layer.tsx';
import { useLabInstance, useView } from '../lab-context.tsx';
import { ToursButton } from '../tour/tours-button.tsx';
import { ComparisonBar } from '../panels/compare/comparison-bar.tsx';
import { useSize } from '../widgets/use-size.ts';
import { PointedRows } from '../widgets/pointed-rows.tsx';
import { ArrivalNotices } from '../links/arrival-notices.tsx';
import { ShareButton } from '../links/share-button.tsx';
import { AllPanels } from './all-panels.tsx';
import { ChosenNotice } from './chosen-notice.tsx';
import { ChosenPanels, gridOf } from './chosen-panels.tsx';
import { DropTarget } from './drop-target.tsx';
import { MomentNotices } from './moment-notices.tsx';
import { Narrator } from './narrator.tsx';
import { Notices } from './notices.tsx';
import { RecordingBar } from './recording-bar.tsx';
import { SidePanels } from './side-panels.tsx';
import './page.css';
import './places.css';
import './small-window.css';
import './narrow-window.css';

/** Panels as the picker of small windows names them. */
const PANELS = [
  { name: 'throughput', label: 'Throughput' },
  { name: 'data-path', label: 'Data path' },
  { name: 'tables', label: 'Page tables' },
  { name: 'teardown', label: 'Teardown queue' },
  { name: 'iotlb', label: 'IOTLB' },
  { name: 'protection', label: 'Protection' },
  { name: 'registers', label: 'Registers' },
  { name: 'log', label: 'Log' },
] as const;

/** The arrangement of controls and panels. A small window (a corner of a slide) shows one panel at a time. */
export function Page({ onRestart }: { readonly onRestart: () => void }) {
  const { view } = useLabInstance();
  const chosen = useView(({ shownPanels }) => shownPanels);
  const space = useRef<HTMLElement>(null);
  const size = useSize(space);
  const isGrid = chosen !== undefined && gridOf(chosen, size) !== undefined;
  const offered = PANELS.filter(({ name }) => chosen === undefined || chosen.includes(linkPanel(name)));
  const wanted = useView(({ onlyPanel }) => onlyPanel);
  const only = offered.length === 0 || offered.some(({ name }) => name === wanted) ? wanted : offered[0]!.name;
  return (
    <div className="lab" data-only={only}>
      <header className="bar">
        <h1>viommu-lab</h1>
        <div className="bar-workload">
          <WorkloadPicker />
        </div>
        <Transport />
        <TimeTravel />
        <Speed />
        <label className="only">
          <span className="visually-hidden">Panel</span>
          <select value={only} onChange={(event) => view.setState({ onlyPanel: event.target.value })}>
            {offered.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <div className="bar-settings">
          <ToursButton /> <ShareButton /> <SettingsDialog /> <CommandPalette />
        </div>
      </header>
      <div className="notices">
        <Notices onRestart={onRestart} />
        <RecordingBar />
        <ComparisonBar />
        <ArrivalNotices />
        <ChosenNotice />
        <MomentNotices />
        <Attract />
      </div>
      <main ref={space} className={isGrid ? 'panels panels-chosen' : 'panels'}>
        {isGrid ? <ChosenPanels names={chosen} size={size} /> : <AllPanels shown={chosen} />}
        <SidePanels />
      </main>
      <Narrator />
      <DropTarget />
      <CostsLayer />
      <PointedRows />
    </div>
  );
}
