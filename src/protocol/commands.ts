import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';

/** How fast simulated time passes. */
export type Pace =
  /** So many events a second of wall time (1 … 1000): each is shown. */
  | { readonly kind: 'events'; readonly perSecond: number }
  /** Simulated seconds per second of wall time (1e-6 … 10); 0.002 is slow motion 1 : 500. */
  | { readonly kind: 'time'; readonly rate: number }
  /** As fast as the machine can. */
  | { readonly kind: 'full' };

/** What a step ends at: the next event, the end of a guest's task (map, unmap, interrupt), the next frame on the link. */
export type StepUnit = 'event' | 'operation' | 'frame';

/** What the rogue device is told to do. */
export type RogueTarget = 'never-mapped' | 'just-unmapped' | 'read-only' | 'other-guest';

/** Sections of a snapshot; only those watched are made. */
export const SECTION_NAMES = [
  'tables',
  'iotlb',
  'teardown',
  'flush',
  'registers',
  'queue',
  'protection',
  'recording',
  'shadowTables',
  'memory',
] as const;
export type SectionName = (typeof SECTION_NAMES)[number];

/** Page to worker. Structured clone, except where buffers are transferred. */
export type Command =
  /** Starts a new machine. */
  | { readonly kind: 'configure'; readonly config: MachineConfig }
  /** Changes a running machine. */
  | { readonly kind: 'adjust'; readonly change: Partial<LiveSettings> }
  | { readonly kind: 'run'; readonly pace: Pace }
  | { readonly kind: 'pause' }
  | { readonly kind: 'step'; readonly unit: StepUnit }
  | { readonly kind: 'watch'; readonly sections: readonly SectionName[] }
  /** One DMA by the rogue device; answered by `rogue-verdict`. */
  | { readonly kind: 'rogue'; readonly target: RogueTarget }
  /** A recording to replay: `bytes` (text or gzip) are transferred. Answered by `recording-loaded` or `rejected`. */
  | { readonly kind: 'load-recording'; readonly name: string; readonly bytes: ArrayBuffer }
  /** The page cannot be seen: nothing is computed until it can. */
  | { readonly kind: 'visibility'; readonly hidden: boolean }
  /** The report has been consumed; its buffer comes back (transferred). */
  | { readonly kind: 'acknowledge'; readonly report: number; readonly buffer: ArrayBuffer };

export type CommandKind = Command['kind'];
