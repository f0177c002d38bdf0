import { pageNumber } from '../base/bits.ts';
import type { SourceId } from '../bus/addresses.ts';
import type { RecordedOperations } from './recorded-operations.ts';

/**
 * What an optimistic teardown would find: each 4 KiB page map of the workload, by what became of its physical page before.
 */
export interface ReuseStatistics {
  /** Page maps of the workload: the sum of the three below. */
  readonly pageMaps: number;
  /** Never mapped before in the file. */
  readonly cold: number;
  /** Mapped now at another IOVA too. */
  readonly alias: number;
  /** Mapped before and not now. */
  readonly reuse: number;
  /** Pages unmapped between the end of the earlier mapping and this one, over the reuses; undefined when there are none. */
  readonly distance:
    { readonly p10: number; readonly p50: number; readonly p90: number; readonly p99: number } | undefined;
  /** Page maps left out because their mapping is larger than 256 MiB: an identity map, not a buffer. */
  readonly skipped: number;
}

/** Larger mappings are not followed page by page. */
const LARGEST_MAPPING_PAGES = 65_536;
const RUN_BEGIN = /\brun begin\b/;
const RUN_END = /\brun end\b/;

interface PhysicalPage {
  /** IOVAs at which it is mapped now. */
  mappings: number;
  /** Value of the unmapped-page counter just after its last mapping ended. */
  endedAt: number;
}

/**
 * Follows every page from the start of the file and counts the maps between the markers `run begin` and `run end` (in a
 * file without them: all). Memory grows with the distinct physical pages and with the pages mapped at once.
 */
export function reuseStatistics(operations: RecordedOperations): ReuseStatistics {
  const physicalPages = new Map<number, PhysicalPage>();
  const mappedAt = new Map<SourceId | undefined, Map<number, PhysicalPage>>();
  const distances: number[] = [];
  const counts = { cold: 0, alias: 0, reuse: 0, skipped: 0 };
  let inRun = !hasRunBegin(operations);
  let unmappedPages = 0;
  for (const { kind, iova, size, segments, sourceId, text } of operations) {
    if (kind === 'marker') {
      if (RUN_BEGIN.test(text)) inRun = true;
      else if (RUN_END.test(text)) inRun = false;
    }
    if (kind !== 'map' && kind !== 'unmap') continue;
    let pages = mappedAt.get(sourceId);
    if (pages === undefined) mappedAt.set(sourceId, (pages = new Map<number, PhysicalPage>()));
    const first = pageNumber(iova);
    const count = pageNumber(size);
    if (count > LARGEST_MAPPING_PAGES) {
      if (kind === 'map') counts.skipped += count;
      continue;
    }
    if (kind === 'unmap') {
      for (let page = first; page < first + count; page++) {
        unmappedPages++;
        const physical = pages.get(page);
        if (physical === undefined) continue;
        pages.delete(page);
        physical.mappings--;
        physical.endedAt = unmappedPages;
      }
      continue;
    }
    let page = first;
    for (const segment of segments) {
      const end = pageNumber(segment.gpa + segment.size);
      for (let frame = pageNumber(segment.gpa); frame < end; frame++, page++) {
        let physical = physicalPages.get(frame);
        if (physical === undefined) {
          physicalPages.set(frame, (physical = { mappings: 0, endedAt: 0 }));
          if (inRun) counts.cold++;
        } else if (physical.mappings > 0) {
          if (inRun) counts.alias++;
        } else if (inRun) {
          counts.reuse++;
          distances.push(unmappedPages - physical.endedAt);
        }
        physical.mappings++;
        pages.set(page, physical);
      }
    }
  }
  const pageMaps = counts.cold + counts.alias + counts.reuse;
  return { pageMaps, ...counts, distance: percentiles(Float64Array.from(distances).sort()) };
}

function hasRunBegin(operations: RecordedOperations): boolean {
  for (let index = 0; index < operations.length; index++) {
    if (operations.kindAt(index) === 'marker' && RUN_BEGIN.test(operations.at(index).text)) return true;
  }
  return false;
}

function percentiles(sorted: Float64Array): ReuseStatistics['distance'] {
  if (sorted.length === 0) return undefined;
  const at = (percent: number): number => sorted[Math.floor((sorted.length * percent) / 100)]!;
  return { p10: at(10), p50: at(50), p90: at(90), p99: at(99) };
}
