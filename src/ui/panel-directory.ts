import type { ComponentType } from 'react';
import type { SectionName } from '../protocol/commands.ts';
import type { LINK_PANELS } from '../settings/moment.ts';
import { DataPathPanel } from './panels/data-path/data-path-panel.tsx';
import { IotlbPanel } from './panels/iotlb/iotlb-panel.tsx';
import { LogPanel } from './panels/log/log-panel.tsx';
import { StrategyMatrix } from './panels/matrix/strategy-matrix.tsx';
import { PageTablesPanel } from './panels/page-tables/page-tables-panel.tsx';
import { ProtectionPanel } from './panels/protection/protection-panel.tsx';
import { RegistersPanel } from './panels/registers/registers-panel.tsx';
import { TeardownQueuePanel } from './panels/teardown-queue/teardown-queue-panel.tsx';
import { ThroughputPanel } from './panels/throughput/throughput-panel.tsx';

/** A panel by the name that links have for it. */
export type PanelName = (typeof LINK_PANELS)[number];

/** A panel that can stand alone. */
export interface PanelEntry {
  readonly label: string;
  /** The name that styles have for it (`data-panel`). */
  readonly style: string;
  readonly component: ComponentType;
  /** Columns that it needs beside others. */
  readonly columns: 1 | 2;
  /** Sections of the machine that it reads, beside the figures that every report has. */
  readonly sections: readonly SectionName[];
}

/** Every panel by the name that links have for it. */
export const PANEL_DIRECTORY: Readonly<Record<PanelName, PanelEntry>> = {
  matrix: { label: 'Setting and strategy', style: 'matrix', component: StrategyMatrix, columns: 2, sections: [] },
  'data-path': { label: 'Data path', style: 'data-path', component: DataPathPanel, columns: 1, sections: [] },
  'page-tables': {
    label: 'Page tables',
    style: 'tables',
    component: PageTablesPanel,
    columns: 2,
    sections: ['tables', 'shadowTables'],
  },
  iotlb: { label: 'IOTLB', style: 'iotlb', component: IotlbPanel, columns: 1, sections: ['iotlb'] },
  'teardown-queue': {
    label: 'Teardown queue',
    style: 'teardown',
    component: TeardownQueuePanel,
    columns: 2,
    sections: ['teardown', 'flush'],
  },
  throughput: { label: 'Throughput', style: 'throughput', component: ThroughputPanel, columns: 1, sections: [] },
  protection: {
    label: 'Protection and memory',
    style: 'protection',
    component: ProtectionPanel,
    columns: 1,
    sections: ['protection', 'memory'],
  },
  registers: {
    label: 'Invalidation queue and registers',
    style: 'registers',
    component: RegistersPanel,
    columns: 1,
    sections: ['registers', 'queue'],
  },
  log: { label: 'Log', style: 'log', component: LogPanel, columns: 1, sections: [] },
};
