import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';
import type { AssessmentReport } from './assessment.ts';
import type { Breakpoint, CommandKind, Explainable, MatrixCell, RogueTarget } from './commands.ts';
import type { Packed } from './buffers.ts';
import type { RunMoment } from './run-moment.ts';
import type { Metrics, Sections } from './snapshot.ts';

export type RunState = 'running' | 'paused' | 'finished';

/** Events of a report, as columns (see `trace/event-columns.ts`), oldest first. */
export interface EventBatch {
  readonly count: number;
  /** Number of the first event in the stream. */
  readonly firstSequence: number;
  readonly time: Float64Array;
  readonly iova: Float64Array;
  readonly value: Float64Array;
  readonly kind: Uint16Array;
  readonly domainId: Uint16Array;
  readonly sourceId: Uint16Array;
}

/** What one `progress` report carries besides its head: packed into the transferred buffer. */
export interface ReportBody {
  readonly metrics: Metrics;
  /** A missing section is unchanged. */
  readonly sections: Partial<Sections>;
  readonly events: EventBatch;
  /** The machine that is compared with; its missing sections are unchanged too. */
  readonly twin?: Pick<ReportBody, 'metrics' | 'sections'>;
}

/** What is kept of the run, in simulated ps. */
export interface HistoryReach {
  /** Everything from `start` to `end` can be reached. */
  readonly start: number;
  readonly end: number;
  /** The run has been further than what is shown: a changed setting makes it fork. */
  readonly isPast: boolean;
  readonly checkpoints: number;
  /** What they take. */
  readonly bytes: number;
  /** Times the run was forked. */
  readonly branches: number;
  /**
   * Times the run was put to another moment. When it differs from the report before, the events of this report are not
   * what followed: they are the latest ones at this moment, as many as a report holds.
   */
  readonly jumps: number;
  /** When the latest commands took effect that altered the run, ps, oldest first; at most 64. */
  readonly marks: readonly number[];
  /** Changes that can be undone, and those that can be done again. */
  readonly undo: number;
  readonly redo: number;
}

/** The event that made a cell what it is. `kind` is its number in the catalogue. */
export interface Explanation {
  readonly sequence: number;
  /** Simulated time, ps. */
  readonly at: number;
  readonly kind: number;
  readonly iova: number;
  readonly value: number;
  readonly domainId: number;
  readonly sourceId: number;
}

/** What a cell of the matrix does in its steady state. */
export interface CellMeasurement {
  /** Share of the line rate. */
  readonly percent: number;
  readonly exitsPerFrame: number;
  /** Most pages that DMA could reach although the driver had unmapped them. */
  readonly peakStalePages: number;
  /** Page frames of the first guest that are pinned at the end; 0 on bare metal. */
  readonly pinnedPages: number;
  /** Simulated milliseconds that were left out at the start, and over which was measured. */
  readonly span: { readonly warmUp: number; readonly window: number };
}

/** Outcome of a rogue DMA, from the unit. */
export interface RogueVerdict {
  readonly target: RogueTarget;
  readonly verdict: 'blocked' | 'leaked' | 'allowed' | 'impossible';
  readonly iova: number;
  readonly isWrite: boolean;
  /** Fault reason when blocked, 0 otherwise. */
  readonly reason: number;
  /** Bytes that moved. */
  readonly bytes: number;
  /** Time since the driver unmapped that page, ps; -1 when it never mapped it. */
  readonly sinceUnmap: number;
  /** FRCD after the DMA: four u32 words. */
  readonly faultRecord: readonly [number, number, number, number];
  /** Said in words when there was nothing to attack, or why. */
  readonly note: string;
}

/** Worker to page. */
export type Report =
  | { readonly kind: 'ready'; readonly protocol: number }
  | {
      readonly kind: 'progress';
      /** Counts up; named in the acknowledgement. */
      readonly report: number;
      readonly state: RunState;
      /**
       * Commands of this session, acknowledgements not counted, that were carried out or refused when this report was made:
       * what the page asked for later does not show in it.
       */
      readonly commands: number;
      /** Simulated time, ps. */
      readonly now: number;
      /** Number of the event that is shown with everything as it was when it happened; absent = the machine between acts. */
      readonly event?: number;
      /** Number of the machine, one more at every restart: sections of an older one must not be mixed in. */
      readonly machine: number;
      readonly config: MachineConfig;
      /** Settings that the running machine has not taken, with the reason. */
      readonly refused: Partial<Record<keyof LiveSettings, string>>;
      /** Why a strategy cannot be chosen now, by identifier; absent = it can. */
      readonly unavailable: Readonly<Record<string, string>>;
      readonly body: Packed<ReportBody>;
      /** Transferred; comes back with the acknowledgement. */
      readonly buffer: ArrayBuffer;
      /** Events that did not fit since the previous report. */
      readonly droppedEvents: number;
      /** Reports merged into this one while the page was busy. */
      readonly merged: number;
      readonly history: HistoryReach;
      /** The machine that is compared with. */
      readonly twin?: { readonly config: MachineConfig; readonly now: number };
    }
  /** A journey that takes time: it has got to `at` on its way to `to`, ps. The next `progress` is its end. */
  | { readonly kind: 'seeking'; readonly at: number; readonly to: number }
  /** Every table of a side as Linux debugfs prints them, as they are at `now`, ps. */
  | { readonly kind: 'tables-text'; readonly text: string; readonly now: number }
  /** Which moment is shown. */
  | { readonly kind: 'moment'; readonly moment: RunMoment }
  /** A setting was changed, or the rogue device sent, in the past: what came after `at`, up to `until`, is forgotten. */
  | { readonly kind: 'forked'; readonly at: number; readonly until: number }
  /** A run was stopped after the act in which event `sequence` happened. */
  | { readonly kind: 'stopped'; readonly breakpoint: Breakpoint; readonly sequence: number; readonly at: number }
  /** Why a cell is as it is; without an event when nothing ever wrote it. */
  | { readonly kind: 'explained'; readonly what: Explainable; readonly event?: Explanation }
  | ({ readonly kind: 'cell-measured'; readonly job?: number } & MatrixCell & CellMeasurement)
  /** A cell that cannot be measured, with the reason. */
  | ({ readonly kind: 'cell-refused'; readonly job?: number; readonly reason: string } & MatrixCell)
  | AssessmentReport
  | { readonly kind: 'rogue-verdict'; readonly verdict: RogueVerdict }
  /** While a recording is read: bytes done and in all. */
  | { readonly kind: 'recording-progress'; readonly name: string; readonly bytes: number; readonly total: number }
  | {
      readonly kind: 'recording-loaded';
      readonly name: string;
      /** `ByteHash` of the file. */
      readonly hash: string;
      readonly operations: number;
      readonly unparsedLines: number;
    }
  /**
   * A run cannot go on with these settings: why, and what to change. It stands before the act that could not be done, at `at`.
   */
  | { readonly kind: 'gave-up'; readonly reason: string; readonly at: number }
  /** Expected and shown in place; nothing changed. */
  | { readonly kind: 'rejected'; readonly command: CommandKind; readonly reason: string }
  /** A bug: the machine stopped. */
  | { readonly kind: 'crashed'; readonly message: string; readonly stack: string };
