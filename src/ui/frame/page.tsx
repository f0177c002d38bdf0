import { Attract } from '../attract/attract.tsx';
import { CommandPalette } from '../controls/command-palette.tsx';
import { SettingsDialog } from '../controls/settings-dialog.tsx';
import { Speed } from '../controls/speed.tsx';
import { TimeTravel } from '../controls/time-travel.tsx';
import { Transport } from '../controls/transport.tsx';
import { WorkloadPicker } from '../controls/workload-picker.tsx';
import { CostsLayer } from '../costs/costs-layer.tsx';
import { DataPathPanel } from '../panels/data-path/data-path-panel.tsx';
import { IotlbPanel } from '../panels/iotlb/iotlb-panel.tsx';
import { LogPanel } from '../panels/log/log-panel.tsx';
import { StrategyMatrix } from '../panels/matrix/strategy-matrix.tsx';
import { PageTablesPanel } from '../panels/page-tables/page-tables-panel.tsx';
import { ProtectionPanel } from '../panels/protection/protection-panel.tsx';
import { RegistersPanel } from '../panels/registers/registers-panel.tsx';
import { TeardownQueuePanel } from '../panels/teardown-queue/teardown-queue-panel.tsx';
import { ThroughputPanel } from '../panels/throughput/throughput-panel.tsx';
import { useLabInstance, useView } from '../lab-context.tsx';
import { ToursButton } from '../tour/tours-button.tsx';
import { ComparisonBar } from '../panels/compare/comparison-bar.tsx';
import { PointedRows } from '../widgets/pointed-rows.tsx';
import { ArrivalNotices } from '../links/arrival-notices.tsx';
import { ShareButton } from '../links/share-button.tsx';
import { DropTarget } from './drop-target.tsx';
import { MomentNotices } from './moment-notices.tsx';
import { Narrator } from './narrator.tsx';
import { Notices } from './notices.tsx';
import { RecordingBar } from './recording-bar.tsx';
import { PanelBoundary } from './panel-boundary.tsx';
import { SidePanels } from './side-panels.tsx';
import './page.css';
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
  const only = useView(({ onlyPanel }) => onlyPanel);
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
            {PANELS.map(({ name, label }) => (
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
        <MomentNotices />
        <Attract />
      </div>
      <main className="panels">
        <div className="column">
          <PanelBoundary>
            <DataPathPanel />
          </PanelBoundary>
          <PanelBoundary>
            <ThroughputPanel />
          </PanelBoundary>
        </div>
        <div className="column">
          <PanelBoundary>
            <StrategyMatrix />
          </PanelBoundary>
          <PanelBoundary>
            <PageTablesPanel />
          </PanelBoundary>
          <PanelBoundary>
            <TeardownQueuePanel />
          </PanelBoundary>
        </div>
        <div className="column">
          <PanelBoundary>
            <IotlbPanel />
          </PanelBoundary>
          <PanelBoundary>
            <ProtectionPanel />
          </PanelBoundary>
          <PanelBoundary>
            <RegistersPanel />
          </PanelBoundary>
          <PanelBoundary>
            <LogPanel />
          </PanelBoundary>
        </div>
        <SidePanels />
      </main>
      <Narrator />
      <DropTarget />
      <CostsLayer />
      <PointedRows />
    </div>
  );
}
