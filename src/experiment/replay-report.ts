import type { InvalidationCounts, ReplayMachine } from '../machine/replay-machine.ts';
import type { RecordedInvalidations } from '../recording/event-counts.ts';
import type { Recording } from '../recording/recording.ts';

/** What `replay --json` prints. Pages are 4 KiB. */
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
  readonly recordedInvalidations: RecordedInvalidations;
  /** What our driver asked for because of the recorded maps and unmaps, until nothing waited any more. */
  readonly invalidations: InvalidationCounts;
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

/** Puts the report together after a replay. */
export function replayReport({ summary }: Recording, machine: ReplayMachine): ReplayReport {
  const { driver, exposure, guest, invalidations } = machine;
  return {
    events: summary.events,
    unparsedLines: summary.unparsedLines,
    maps: summary.maps,
    unmaps: summary.unmaps,
    assumedMaps: summary.assumedMaps,
    cutAtEnd: summary.cutAtEnd,
    recordedInvalidations: summary.recordedInvalidations,
    invalidations: { ...invalidations },
    distinctIovaPages: summary.distinctIovaPages,
    distinctPhysicalPages: summary.distinctPhysicalPages,
    peakMappedPages: summary.peakMappedPages,
    mappedPagesAtEnd: summary.mappedPagesAtEnd,
    reusedPages: driver.counters.reusedPages,
    peakStalePages: exposure.peak,
    stalePageMilliseconds: exposure.pageMilliseconds * guest.compression,
    faults: machine.blockedRequests,
    vmExits: machine.vmExits,
    pinnedPagesPeak: machine.virtual?.pins.peak ?? 0,
    sidecoreBusy: machine.sidecoreBusy,
  };
}
