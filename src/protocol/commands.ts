import type { Setting, Strategy } from '../config/identifiers.ts';
import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';
import type { RogueTarget, RunMoment } from './run-moment.ts';

export type { RogueTarget } from './run-moment.ts';

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

/** The sections that are tables: the guest's own, and those that the hypervisor made of them. */
export type TablesName = Extract<SectionName, 'tables' | 'shadowTables'>;

/** What a run can be stopped at. */
export const BREAKPOINTS = ['fault', 'stale-hit', 'queue-full', 'first-walk', 'vm-exit'] as const;
export type Breakpoint = (typeof BREAKPOINTS)[number];

/** A cell of a picture, of which one may ask why it is as it is. */
export type Explainable =
  /** An entry of a page table, by its address in memory. */
  | { readonly kind: 'entry'; readonly address: number }
  /** An entry of a shadow table, by its address in the host's memory. */
  | { readonly kind: 'shadow-entry'; readonly address: number }
  /** A page frame of the guest: pinned, reclaimed, or neither. */
  | { readonly kind: 'frame'; readonly gpa: number }
  /** A page of a domain, in whatever queue or table it stands. */
  | { readonly kind: 'iova'; readonly domainId: number; readonly iova: number }
  /** A place of the IOTLB: set × ways + way. */
  | { readonly kind: 'iotlb'; readonly slot: number };

/** A cell of the matrix. */
export interface MatrixCell {
  readonly setting: Setting;
  readonly strategy: Strategy;
}

/** A `Blob`, as far as it is needed here: a file on disk that is not in memory. */
export interface BytesOnDisk {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** Page to worker. Structured clone, except where buffers are transferred. */
export type Command =
  /** Starts a new machine. */
  | { readonly kind: 'configure'; readonly config: MachineConfig }
  /** Changes a running machine. */
  | { readonly kind: 'adjust'; readonly change: Partial<LiveSettings> }
  | { readonly kind: 'run'; readonly pace: Pace }
  | { readonly kind: 'pause' }
  | { readonly kind: 'step'; readonly unit: StepUnit }
  /** To where a step forward would have ended; of events, the one before the one shown. */
  | { readonly kind: 'step-back'; readonly unit: StepUnit }
  /**
   * Goes to a moment: of simulated time (ps; beyond the end of the history it runs on to it), or of an event, shown with
   * everything as it was when it happened. A run goes on from there. `pause` breaks it off, another `seek` takes its place.
   */
  | { readonly kind: 'seek'; readonly to: number }
  | { readonly kind: 'seek'; readonly toEvent: number }
  /** What stops a run from now on; answered by `stopped` when it happens. */
  | { readonly kind: 'breakpoints'; readonly on: readonly Breakpoint[] }
  /** Which event made a cell what it is; answered by `explained`. The machine stands still meanwhile and stays where it is. */
  | { readonly kind: 'explain'; readonly what: Explainable }
  /**
   * A second machine in lockstep, with a configuration of its own: it takes the commands that the first one takes, except
   * for the settings in which the two differ. Without a configuration it goes. Its figures are the reports' `twin`.
   */
  | { readonly kind: 'compare'; readonly config?: MachineConfig }
  /**
   * Measures cells of the matrix, one after another, while there is time; each is answered by `cell-measured`. Takes the
   * place of what is being measured; no cells = stop. The answers carry the number of the job.
   */
  | {
      readonly kind: 'measure-matrix';
      readonly config: MachineConfig;
      readonly cells: readonly MatrixCell[];
      readonly job?: number;
    }
  | { readonly kind: 'watch'; readonly sections: readonly SectionName[] }
  /** One DMA by the rogue device; answered by `rogue-verdict`. */
  | { readonly kind: 'rogue'; readonly target: RogueTarget }
  /**
   * A recording to replay, text or gzip: bytes in memory are transferred, those on disk are read as they are needed.
   * Answered by `recording-loaded` or `rejected`. With a moment it is taken only if it is the one that the moment names,
   * which is then opened.
   */
  | {
      readonly kind: 'load-recording';
      readonly name: string;
      readonly bytes: ArrayBuffer | BytesOnDisk;
      readonly moment?: RunMoment;
    }
  /** Drops a recording that is being read; nothing is answered. */
  | { readonly kind: 'cancel-loading' }
  /**
   * Replays the recording that was loaded last under each of these settings and strategies, one after another, while there
   * is time. Answered by `AssessmentReport`s with the number of the job, or `rejected` when there is no recording. Takes the
   * place of what is being assessed; no cells = stop.
   */
  | {
      readonly kind: 'assess-recording';
      readonly config: MachineConfig;
      readonly cells: readonly MatrixCell[];
      readonly job?: number;
    }
  /**
   * Puts the run on stage that was there before the latest change of the machine, of a setting or of a moment, and goes to where
   * it stood; what had been reached after that is known again. `redo` goes to where `undo` came from.
   */
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  /** Asks which moment is shown; answered by `moment`. */
  | { readonly kind: 'tell-moment' }
  /** Asks for every table of a side as text, however many a report holds; answered by `tables-text`. */
  | { readonly kind: 'write-tables'; readonly side: TablesName }
  /**
   * Starts a new machine and goes to a moment of its run; a run goes on from there. Like `seek` it takes its time, can be
   * broken off, and ends with a `progress`. A recording that the moment names must have been loaded.
   */
  | { readonly kind: 'open'; readonly moment: RunMoment }
  /** The page cannot be seen: nothing is computed until it can. */
  | { readonly kind: 'visibility'; readonly hidden: boolean }
  /** The report has been consumed; its buffer comes back (transferred). */
  | { readonly kind: 'acknowledge'; readonly report: number; readonly buffer: ArrayBuffer };

export type CommandKind = Command['kind'];
