import type { MatrixCell } from './commands.ts';

/** Invalidations by what they cover. */
export interface InvalidationsByScope {
  readonly page: number;
  readonly domain: number;
  readonly global: number;
}

/** What a replay of a recording comes to: what `replay --json` prints. Pages are 4 KiB. */
export interface ReplayReport {
  /** Lines that are events, and lines that could not be read. */
  readonly events: number;
  readonly unparsedLines: number;
  /** `map` and `unmap` lines. */
  readonly maps: number;
  readonly unmaps: number;
  /** Pages unmapped without having been mapped: they were mapped before the recording began. */
  readonly assumedMaps: number;
  /** 1 when the invalidation of the last unmap is cut off. */
  readonly cutAtEnd: number;
  /** What the recorded kernel submitted. */
  readonly recordedInvalidations: InvalidationsByScope & { readonly context: number };
  /** What our driver asked for because of the recorded maps and unmaps, until nothing waited any more. */
  readonly invalidations: InvalidationsByScope;
  readonly distinctIovaPages: number;
  readonly distinctPhysicalPages: number;
  /** Most page mappings recorded as live at once; a page mapped twice counts twice. */
  readonly peakMappedPages: number;
  readonly mappedPagesAtEnd: number;
  /** Page maps served by taking back or sharing. */
  readonly reusedPages: number;
  /** Pages that DMA could still reach after their unmap: most at once, and pages × milliseconds on the recorded clock. */
  readonly peakStalePages: number;
  readonly stalePageMilliseconds: number;
  /** Requests that the unit blocked. */
  readonly faults: number;
  /** Exits by register accesses, after the guest's own start. */
  readonly vmExits: number;
  /** Most page frames pinned at once; 0 on bare metal, where nobody pins. */
  readonly pinnedPagesPeak: number;
  /** Share of the replay that the sidecore served, 0 … 1. */
  readonly sidecoreBusy: number;
}

/** What a setting and a strategy would cost and expose for a recording. */
export interface CellAssessment {
  readonly report: ReplayReport;
  /** Cycles of the guest's core for one mapping call and one unmap, on the average of the whole recording. */
  readonly cyclesPerPair: number;
  /** Share of the recorded time that the guest's core spends on mapping; above 1 it cannot keep up. */
  readonly coreShare: number;
  /** Operations that began later than recorded because the core was still busy, and the longest delay, ps. */
  readonly late: number;
  readonly longestDelay: number;
}

/** How soon the pages of a recording come back, whatever the strategy. */
export interface ReuseHistogram {
  /** Page maps: the sum of the next three. */
  readonly pageMaps: number;
  /** Never mapped before in the file; mapped now at another IOVA too; mapped before and not now. */
  readonly cold: number;
  readonly alias: number;
  readonly reuse: number;
  /** Page maps that were not followed: parts of very large mappings, or beyond the pages that are remembered. */
  readonly skipped: number;
  /** Reuses by pages unmapped in between: bucket 0 counts 0, bucket b counts 2^(b-1) … 2^b - 1. */
  readonly distances: Float64Array;
}

/** Answers to `assess-recording`, each with the number of its job. */
export type AssessmentReport =
  /** Once, before the cells. */
  | { readonly kind: 'recording-reuse'; readonly job?: number; readonly reuse: ReuseHistogram }
  /** Now and then: operations replayed of the cell under way, and in all. */
  | ({
      readonly kind: 'assessment-progress';
      readonly job?: number;
      readonly done: number;
      readonly total: number;
    } & MatrixCell)
  | ({ readonly kind: 'cell-assessed'; readonly job?: number; readonly assessment: CellAssessment } & MatrixCell)
  /** A cell that there cannot be, with the reason. */
  | ({ readonly kind: 'assessment-refused'; readonly job?: number; readonly reason: string } & MatrixCell);
