import { floorLog2, pageNumber } from '../base/bits.ts';
import { allSteps, THINGS_PER_STEP, type Steps } from '../base/steps.ts';
import type { SourceId } from '../bus/addresses.ts';
import { doubles } from './growable-column.ts';
import type { RecordedOperation } from './recorded-operation.ts';
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
  /** The same by powers of two: bucket 0 counts 0, bucket b counts 2^(b-1) … 2^b - 1. */
  readonly buckets: Float64Array;
  /**
   * Page maps left out because their mapping is larger than 256 MiB (an identity map, not a buffer), or because a million
   * physical pages are followed already.
   */
  readonly skipped: number;
}

/** Larger mappings are not followed page by page. */
const LARGEST_MAPPING_PAGES = 65_536;
/** Physical pages followed at most: 4 GiB of buffers, some 100 MiB of book-keeping. */
const MOST_PAGES = 2 ** 20;
/** Mapped pages followed at once at most: a page may be mapped many times. */
const MOST_MAPPED = 2 ** 21;
/** Distances kept for the percentiles; later ones count in the buckets only. */
const MOST_DISTANCES = 2 ** 22;
const BUCKETS = 32;
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
  return allSteps(countingReuse(operations));
}

/** The same step by step. */
export function* countingReuse(operations: RecordedOperations): Steps<ReuseStatistics> {
  const follower = new PageFollower(!hasRunBegin(operations));
  let work = 0;
  for (const operation of operations) {
    work += 1 + follower.follow(operation);
    if (work < THINGS_PER_STEP) continue;
    work = 0;
    yield;
  }
  return follower.statistics;
}

class PageFollower {
  private readonly physicalPages = new Map<number, PhysicalPage>();
  private readonly mappedAt = new Map<SourceId | undefined, Map<number, PhysicalPage>>();
  private readonly distances = doubles();
  private readonly buckets = new Float64Array(BUCKETS);
  private readonly counts = { cold: 0, alias: 0, reuse: 0, skipped: 0 };
  private inRun: boolean;
  private unmappedPages = 0;
  private mappedPages = 0;

  constructor(inRun: boolean) {
    this.inRun = inRun;
  }

  get statistics(): ReuseStatistics {
    const { counts, buckets, distances } = this;
    const pageMaps = counts.cold + counts.alias + counts.reuse;
    const sorted = distances.values.slice(0, distances.length).sort();
    return { pageMaps, ...counts, distance: percentiles(sorted), buckets };
  }

  /** @returns the pages that it looked at. */
  follow({ kind, iova, size, segments, sourceId, text }: RecordedOperation): number {
    if (kind === 'marker') {
      if (RUN_BEGIN.test(text)) this.inRun = true;
      else if (RUN_END.test(text)) this.inRun = false;
    }
    if (kind !== 'map' && kind !== 'unmap') return 0;
    const first = pageNumber(iova);
    const count = pageNumber(size);
    if (count > LARGEST_MAPPING_PAGES) {
      if (kind === 'map') this.counts.skipped += count;
      return 0;
    }
    const pages = this.pagesOf(sourceId);
    if (kind === 'unmap') this.unmap(pages, first, count);
    else {
      let page = first;
      for (const segment of segments) {
        const end = pageNumber(segment.gpa + segment.size);
        for (let frame = pageNumber(segment.gpa); frame < end; frame++, page++) this.map(pages, page, frame);
      }
    }
    return count;
  }

  private map(pages: Map<number, PhysicalPage>, page: number, frame: number): void {
    const { physicalPages, counts, inRun } = this;
    let physical = physicalPages.get(frame);
    const isTooMany = physical === undefined && physicalPages.size >= MOST_PAGES;
    if (isTooMany || this.mappedPages >= MOST_MAPPED) {
      counts.skipped++;
      return;
    }
    if (physical === undefined) {
      physicalPages.set(frame, (physical = { mappings: 0, endedAt: 0 }));
      if (inRun) counts.cold++;
    } else if (physical.mappings > 0) {
      if (inRun) counts.alias++;
    } else if (inRun) this.cameBack(this.unmappedPages - physical.endedAt);
    physical.mappings++;
    this.mappedPages++;
    pages.set(page, physical);
  }

  private unmap(pages: Map<number, PhysicalPage>, first: number, count: number): void {
    for (let page = first; page < first + count; page++) {
      this.unmappedPages++;
      const physical = pages.get(page);
      if (physical === undefined) continue;
      pages.delete(page);
      this.mappedPages--;
      physical.mappings--;
      physical.endedAt = this.unmappedPages;
    }
  }

  private cameBack(distance: number): void {
    this.counts.reuse++;
    if (this.distances.length < MOST_DISTANCES) this.distances.push(distance);
    const bucket = distance < 1 ? 0 : floorLog2(Math.min(distance, 0xffff_ffff)) + 1;
    this.buckets[Math.min(bucket, BUCKETS - 1)]! += 1;
  }

  private pagesOf(source: SourceId | undefined): Map<number, PhysicalPage> {
    let pages = this.mappedAt.get(source);
    if (pages === undefined) this.mappedAt.set(source, (pages = new Map<number, PhysicalPage>()));
    return pages;
  }
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
