import { pageNumber } from '../base/bits.ts';
import { allSteps, THINGS_PER_STEP, type Steps } from '../base/steps.ts';
import type { SourceId } from '../bus/addresses.ts';
import type { EventCounts, RecordedInvalidations } from './event-counts.ts';
import { PageSet } from './page-set.ts';
import type { RecordedOperations } from './recorded-operations.ts';
import type { ReadReport } from './trace-reader.ts';

/** What a recording holds, before any replay. Pages are 4 KiB. */
export interface RecordingSummary {
  /** Lines that are events, of any name. */
  readonly events: number;
  readonly unparsedLines: number;
  /** `map` and `unmap` lines. */
  readonly maps: number;
  readonly unmaps: number;
  /** Pages that were unmapped without having been mapped: they were mapped before the recording began. */
  readonly assumedMaps: number;
  /** 1 when the invalidation of the last unmap is cut off. */
  readonly cutAtEnd: 0 | 1;
  readonly recordedInvalidations: RecordedInvalidations;
  /** Pages of the `map` lines, over the whole file, regardless of device; assumed maps are not among them. */
  readonly distinctIovaPages: number;
  readonly distinctPhysicalPages: number;
  /** Most page mappings recorded as live at once: a physical page mapped twice counts twice, assumed maps do not. */
  readonly peakMappedPages: number;
  readonly mappedPagesAtEnd: number;
  readonly recordedStrategy: 'strict' | 'deferred' | 'unknown';
  readonly recordedCachingMode: boolean | undefined;
}

/** Puts the summary together. @param operations with their devices assigned: equal IOVAs of two devices are two pages */
export function summarizeRecording(
  report: ReadReport,
  counts: EventCounts,
  operations: RecordedOperations,
): RecordingSummary {
  return allSteps(summarizingRecording(report, counts, operations));
}

/** The same step by step. */
export function* summarizingRecording(
  report: ReadReport,
  counts: EventCounts,
  operations: RecordedOperations,
): Steps<RecordingSummary> {
  const iovaPages = new PageSet();
  const physicalPages = new PageSet();
  const livePages = new Map<SourceId | undefined, PageSet>();
  let live = 0;
  let peak = 0;
  let assumedMaps = 0;
  let seen = 0;
  for (const { kind, iova, size, segments, sourceId } of operations) {
    seen += 1;
    if (seen % THINGS_PER_STEP === 0) yield;
    if (kind !== 'map' && kind !== 'unmap') continue;
    let ofDevice = livePages.get(sourceId);
    if (ofDevice === undefined) livePages.set(sourceId, (ofDevice = new PageSet()));
    const first = pageNumber(iova);
    const pages = pageNumber(size);
    if (kind === 'map') {
      iovaPages.add(first, pages);
      for (const segment of segments) physicalPages.add(pageNumber(segment.gpa), pageNumber(segment.size));
      live += ofDevice.add(first, pages);
      if (live > peak) peak = live;
    } else {
      const removed = ofDevice.remove(first, pages);
      live -= removed;
      assumedMaps += pages - removed;
    }
  }
  return {
    events: report.events,
    unparsedLines: report.unparsedLines,
    maps: counts.maps,
    unmaps: counts.unmaps,
    assumedMaps,
    cutAtEnd: counts.cutAtEnd,
    recordedInvalidations: counts.recordedInvalidations,
    distinctIovaPages: iovaPages.size,
    distinctPhysicalPages: physicalPages.size,
    peakMappedPages: peak,
    mappedPagesAtEnd: live,
    recordedStrategy: counts.strategy,
    recordedCachingMode: counts.cachingMode,
  };
}
