/** Where an event shows first on the page. */
export type PanelName =
  'page-tables' | 'iotlb' | 'teardown-queue' | 'throughput' | 'registers' | 'protection' | 'data-path';

export interface EventRow {
  readonly name: string;
  readonly panel: PanelName;
  /** What the `value` column holds, with its unit. */
  readonly value: string;
  /** One sentence; {iova}, {value}, {value:hex}, {domain}, {source} are filled in from the event. */
  readonly text: string;
}

/**
 * Every kind of event there is. Log, counters, narration and tests read this one table; the place in the table is the
 * number in the event stream. Add at the end.
 */
export const EVENTS = [
  { name: 'iotlb-hit', panel: 'iotlb', value: 'HPA', text: 'IOTLB hit: {iova} → {value:hex}' },
  { name: 'iotlb-miss', panel: 'iotlb', value: '0', text: 'IOTLB miss for {iova}: the tables must be walked' },
  { name: 'iotlb-filled', panel: 'iotlb', value: 'HPA', text: 'IOTLB now holds {iova} → {value:hex}' },
  { name: 'iotlb-evicted', panel: 'iotlb', value: 'HPA', text: 'IOTLB evicted {iova} to make room' },
  { name: 'iotlb-dropped', panel: 'iotlb', value: 'HPA', text: 'IOTLB dropped {iova} on an invalidation' },
  {
    name: 'context-filled',
    panel: 'iotlb',
    value: 'table pointer',
    text: 'Context cache now holds device {source}, domain {domain}',
  },
  {
    name: 'walk-step',
    panel: 'page-tables',
    value: 'address of the entry read',
    text: 'Walk for {iova} read the entry at {value:hex}',
  },
  {
    name: 'walk-faulted',
    panel: 'page-tables',
    value: 'fault reason',
    text: 'Walk for {iova} faulted, reason {value:hex}',
  },
  {
    name: 'global-invalidated',
    panel: 'iotlb',
    value: 'entries dropped',
    text: 'IOTLB invalidated globally: {value} entries dropped',
  },
  {
    name: 'domain-invalidated',
    panel: 'iotlb',
    value: 'entries dropped',
    text: 'IOTLB invalidated for domain {domain}: {value} entries dropped',
  },
  {
    name: 'pages-invalidated',
    panel: 'iotlb',
    value: 'pages covered (2^AM)',
    text: 'IOTLB invalidated for {value} page(s) at {iova}, domain {domain}',
  },
  {
    name: 'context-invalidated',
    panel: 'iotlb',
    value: 'granularity (1 global, 2 domain, 3 device)',
    text: 'Context cache invalidated',
  },
  { name: 'iova-mapped', panel: 'page-tables', value: 'bytes', text: 'Driver mapped {value} bytes at {iova}' },
  { name: 'iova-unmapped', panel: 'page-tables', value: 'bytes', text: 'Driver unmapped {value} bytes at {iova}' },
  {
    name: 'iova-reused',
    panel: 'teardown-queue',
    value: 'age since unmap, ps',
    text: 'Taken back: {iova} is mapped again, nothing written, nothing invalidated',
  },
  {
    name: 'entry-written',
    panel: 'page-tables',
    value: 'address of the entry',
    text: 'Entry at {value:hex} written: {iova} is mapped',
  },
  {
    name: 'entry-cleared',
    panel: 'page-tables',
    value: 'address of the entry',
    text: 'Entry at {value:hex} cleared: {iova} is gone from the table',
  },
  { name: 'flush-queue-joined', panel: 'teardown-queue', value: 'pages', text: '{iova} waits for the next flush' },
  {
    name: 'flush-queue-drained',
    panel: 'teardown-queue',
    value: 'entries freed',
    text: 'Flush: {value} waiting ranges freed',
  },
  {
    name: 'teardown-queue-joined',
    panel: 'teardown-queue',
    value: 'pages',
    text: '{iova} stays mapped and awaits teardown',
  },
  {
    name: 'mapping-torn-down',
    panel: 'teardown-queue',
    value: 'cause (0 expired, 1 quota, 2 drained)',
    text: '{iova} torn down',
  },
  { name: 'register-written', panel: 'registers', value: 'offset', text: 'Register {value:hex} written' },
  {
    name: 'invalidation-submitted',
    panel: 'registers',
    value: 'granularity (1 global, 2 domain, 3 page)',
    text: 'Driver asked for an invalidation at {iova}',
  },
  {
    name: 'invalidation-completed',
    panel: 'registers',
    value: 'granularity (1 global, 2 domain, 3 page)',
    text: 'Invalidation complete',
  },
  { name: 'dma-completed', panel: 'data-path', value: 'bytes', text: 'Device {source} moved {value} bytes at {iova}' },
  {
    name: 'dma-faulted',
    panel: 'protection',
    value: 'fault reason',
    text: 'DMA of device {source} to {iova} blocked, reason {value:hex}',
  },
  {
    name: 'fault-recorded',
    panel: 'protection',
    value: 'fault reason',
    text: 'Fault recorded: device {source}, {iova}, reason {value:hex}',
  },
  {
    name: 'stale-hit',
    panel: 'protection',
    value: 'HPA',
    text: 'Device {source} reached {iova} although the driver had unmapped it',
  },
  { name: 'interrupt-raised', panel: 'data-path', value: 'vector', text: 'Interrupt {value}' },
  { name: 'doorbell-rung', panel: 'data-path', value: 'ring tail', text: 'Driver rang the doorbell: tail {value}' },
  {
    name: 'frame-sent',
    panel: 'data-path',
    value: 'bytes on the wire',
    text: 'A frame of {value} bytes left on the link',
  },
  { name: 'frame-received', panel: 'data-path', value: 'bytes on the wire', text: 'A frame of {value} bytes arrived' },
  {
    name: 'frame-dropped',
    panel: 'data-path',
    value: 'bytes on the wire',
    text: 'A frame was dropped: no buffer was posted',
  },
  { name: 'block-completed', panel: 'data-path', value: 'bytes', text: 'A block request of {value} bytes completed' },
  { name: 'strategy-switched', panel: 'throughput', value: 'index of the strategy', text: 'Strategy switched' },
  { name: 'setting-adjusted', panel: 'throughput', value: '0', text: 'A setting was changed' },
  { name: 'rogue-dma', panel: 'protection', value: '0 blocked, 1 leaked, 2 allowed', text: 'Rogue DMA to {iova}' },
  { name: 'input-rejected', panel: 'data-path', value: 'line number', text: 'A recorded step could not be replayed' },
  {
    name: 'completion-awaited',
    panel: 'teardown-queue',
    value: 'pages',
    text: '{iova} waits until its invalidation is complete',
  },
  {
    name: 'completion-noticed',
    panel: 'teardown-queue',
    value: 'ranges freed',
    text: 'Driver saw invalidations complete: {value} waiting ranges freed',
  },
  {
    name: 'vm-exited',
    panel: 'data-path',
    value: 'register offset',
    text: 'VM exit: the guest touched register {value:hex} of its IOMMU',
  },
  {
    name: 'sidecore-polled',
    panel: 'data-path',
    value: 'register offset',
    text: 'Sidecore found register {value:hex} written; the guest never left',
  },
  {
    name: 'shadow-entry-written',
    panel: 'page-tables',
    value: 'address of the entry',
    text: 'Shadow entry at {value:hex} written: {iova} is mapped for the device',
  },
  {
    name: 'shadow-entry-cleared',
    panel: 'page-tables',
    value: 'address of the entry',
    text: 'Shadow entry at {value:hex} cleared: {iova} is gone for the device',
  },
  { name: 'page-pinned', panel: 'protection', value: 'GPA', text: 'Page {value:hex} of the guest pinned' },
  { name: 'page-unpinned', panel: 'protection', value: 'GPA', text: 'Page {value:hex} of the guest unpinned' },
  {
    name: 'page-reclaimed',
    panel: 'protection',
    value: 'GPA',
    text: 'Page {value:hex} of the guest reclaimed by the host',
  },
  { name: 'page-swapped-in', panel: 'protection', value: 'GPA', text: 'Page {value:hex} of the guest brought back' },
  {
    name: 'fault-reflected',
    panel: 'protection',
    value: 'fault reason of the physical unit',
    text: 'Fault of device {source} at {iova} passed on to the guest’s IOMMU',
  },
  {
    name: 'shadow-capped',
    panel: 'page-tables',
    value: 'pages left out',
    text: 'Shadow of domain {domain} is full: {value} pages stay unmapped',
  },
  { name: 'setting-switched', panel: 'throughput', value: 'index of the setting', text: 'Setting switched' },
  {
    name: 'root-entry-written',
    panel: 'page-tables',
    value: 'address of the entry',
    text: 'Root entry at {value:hex} written: the bus of device {source} has a context table',
  },
  {
    name: 'context-entry-written',
    panel: 'page-tables',
    value: 'address of the entry',
    text: 'Context entry at {value:hex} written: device {source} belongs to domain {domain}',
  },
  {
    name: 'context-entry-cleared',
    panel: 'page-tables',
    value: 'address of the entry',
    text: 'Context entry at {value:hex} cleared: device {source} is blocked',
  },
  {
    name: 'shadow-root-entry-written',
    panel: 'page-tables',
    value: 'address of the entry',
    text: 'Shadow root entry at {value:hex} written: the bus of device {source} has a context table',
  },
  {
    name: 'shadow-context-entry-written',
    panel: 'page-tables',
    value: 'address of the entry',
    text: 'Shadow context entry at {value:hex} written: device {source} belongs to domain {domain}',
  },
  {
    name: 'shadow-context-entry-cleared',
    panel: 'page-tables',
    value: 'address of the entry',
    text: 'Shadow context entry at {value:hex} cleared: device {source} is blocked',
  },
] as const satisfies readonly EventRow[];

export type EventName = (typeof EVENTS)[number]['name'];

/** Number of a kind of event in the stream: `EVENT['iotlb-hit']`. */
export const EVENT = Object.fromEntries(EVENTS.map((row, index) => [row.name, index])) as Readonly<
  Record<EventName, number>
>;
export const EVENT_COUNT = EVENTS.length;
