import type { Setting, Strategy, WorkloadName } from '../config/identifiers.ts';
import type { PanelName } from '../trace/catalogue.ts';
import { CELL } from '../protocol/snapshot.ts';

/** Settings as they are labelled. */
export const SETTING_LABEL: Readonly<Record<Setting, string>> = {
  'bare-metal': 'Bare metal',
  samecore: 'Samecore',
  sidecore: 'Sidecore',
  direct: 'Direct',
};

/** Who owns the physical IOMMU and how the guest reaches its own, in one line. */
export const SETTING_HELP: Readonly<Record<Setting, string>> = {
  'bare-metal': 'the operating system owns the IOMMU',
  samecore: 'each register access is an exit, emulated on the guest’s own core',
  sidecore: 'another core polls the registers and emulates: no exits',
  direct: 'no IOMMU for the guest: a fixed map, all of its memory pinned',
};

/** Strategies as they are labelled. */
export const STRATEGY_LABEL: Readonly<Record<Strategy, string>> = {
  strict: 'strict',
  deferred: 'deferred',
  optimistic: 'optimistic',
  async: 'async',
  shared: 'shared',
  passthrough: 'off',
};

/** What a strategy does at unmap, in one line. */
export const STRATEGY_HELP: Readonly<Record<Strategy, string>> = {
  strict: 'clear the entry, invalidate, wait: nothing is left behind',
  deferred: 'clear the entry now, invalidate in bulk later',
  optimistic: 'touch nothing for a while and hope the page comes back',
  async: 'clear the entry, ask for the invalidation, do not wait',
  shared: 'mappings of the same page are shared; the last user unmaps strictly',
  passthrough: 'no protection: the device reaches all memory',
};

export const WORKLOAD_LABEL: Readonly<Record<WorkloadName, string>> = {
  transmit: 'Transmit stream',
  receive: 'Receive stream',
  'request-response': 'Request/response',
  'nvme-random': 'NVMe random reads',
  'nvme-sequential': 'NVMe sequential reads',
  recording: 'A recording',
};

/** Panels an event may belong to, as the log's filter names them. */
export const PANEL_LABEL: Readonly<Record<PanelName, string>> = {
  'page-tables': 'page tables',
  iotlb: 'IOTLB',
  'teardown-queue': 'teardown and flush queue',
  throughput: 'switches and settings',
  registers: 'registers and invalidations',
  protection: 'faults and attacks',
  'data-path': 'device and link',
};

/** States of a translation, by CELL. */
export const CELL_LABEL: Readonly<Record<number, string>> = {
  [CELL.empty]: 'empty',
  [CELL.live]: 'live',
  [CELL.awaitingTeardown]: 'awaiting teardown',
  [CELL.awaitingFlush]: 'awaiting flush',
  [CELL.stale]: 'stale',
  [CELL.table]: 'next table',
};
