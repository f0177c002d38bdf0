import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';
import type { CommandKind, RogueTarget } from './commands.ts';
import type { Packed } from './buffers.ts';
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
      /** Simulated time, ps. */
      readonly now: number;
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
    }
  | { readonly kind: 'rogue-verdict'; readonly verdict: RogueVerdict }
  /** While a recording is read: bytes done and in all. */
  | { readonly kind: 'recording-progress'; readonly name: string; readonly bytes: number; readonly total: number }
  | {
      readonly kind: 'recording-loaded';
      readonly name: string;
      readonly operations: number;
      readonly unparsedLines: number;
    }
  /** Expected and shown in place; nothing changed. */
  | { readonly kind: 'rejected'; readonly command: CommandKind; readonly reason: string }
  /** A bug: the machine stopped. */
  | { readonly kind: 'crashed'; readonly message: string; readonly stack: string };
