import { EVENTS, type PanelName } from '../trace/catalogue.ts';

/** Who does something in the machine: one track each, from top to bottom. */
export const ACTORS = ['viewer', 'guest driver', 'hypervisor', 'IOMMU', 'device', 'link'] as const;
export type Actor = (typeof ACTORS)[number];

/** Actors by what the name of an event begins with; the longest beginning counts. */
const BY_NAME: Readonly<Record<string, Actor>> = {
  'iova-': 'guest driver',
  'entry-': 'guest driver',
  'flush-queue-': 'guest driver',
  'teardown-queue-': 'guest driver',
  'mapping-torn-down': 'guest driver',
  'invalidation-submitted': 'guest driver',
  'completion-': 'guest driver',
  'doorbell-': 'guest driver',
  'register-written': 'guest driver',
  'vm-': 'hypervisor',
  'sidecore-': 'hypervisor',
  'shadow-': 'hypervisor',
  'page-': 'hypervisor',
  'fault-reflected': 'hypervisor',
  'frame-': 'link',
  'interrupt-': 'device',
  'block-': 'device',
  'rogue-': 'device',
  'dma-': 'device',
  'stale-': 'device',
  'strategy-': 'viewer',
  'setting-': 'viewer',
  'input-': 'viewer',
};

/** Everything else is the IOMMU's doing, unless its panel says the device's. */
const BY_PANEL: Readonly<Partial<Record<PanelName, Actor>>> = { 'data-path': 'device' };

/** Who does it. */
export function actorOf(kind: number): Actor {
  const row = EVENTS[kind];
  if (row === undefined) return 'viewer';
  let best = '';
  for (const start of Object.keys(BY_NAME)) {
    if (row.name.startsWith(start) && start.length > best.length) best = start;
  }
  return BY_NAME[best] ?? BY_PANEL[row.panel] ?? 'IOMMU';
}

/** A state that lasts from one event to another. */
export interface SpanRow {
  readonly name: string;
  readonly opens: string;
  readonly closes: readonly string[];
  /**
   * Which span an event closes: that of the same domain and address, the oldest of the domain, as many of the oldest as the
   * event's value says, or all there are.
   */
  readonly match: 'address' | 'oldest' | 'counted' | 'all';
}

/** What the catalogue allows to be paired. */
export const SPANS: readonly SpanRow[] = [
  { name: 'mapped', opens: 'iova-mapped', closes: ['iova-unmapped'], match: 'address' },
  { name: 'invalidation', opens: 'invalidation-submitted', closes: ['invalidation-completed'], match: 'oldest' },
  { name: 'awaiting flush', opens: 'flush-queue-joined', closes: ['flush-queue-drained'], match: 'all' },
  {
    name: 'awaiting teardown',
    opens: 'teardown-queue-joined',
    closes: ['iova-reused', 'mapping-torn-down'],
    match: 'address',
  },
  { name: 'awaiting completion', opens: 'completion-awaited', closes: ['completion-noticed'], match: 'counted' },
  { name: 'in the IOTLB', opens: 'iotlb-filled', closes: ['iotlb-evicted', 'iotlb-dropped'], match: 'address' },
];
