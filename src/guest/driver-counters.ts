import { floorLog2 } from '../base/bits.ts';

/** Buckets of the reuse distance: 0, 1, 2–3, 4–7 … 2^30 and more. */
export const DISTANCE_BUCKETS = 32;

/** What a driver has done so far, exact. */
export class DriverCounters {
  maps = 0;
  unmaps = 0;
  /** Maps that could not be served, and unmaps of what was not mapped. */
  failedMaps = 0;
  refusedUnmaps = 0;
  /** Pages of all unmaps: the clock of reuse distances. */
  pagesUnmapped = 0;
  /** Maps served by taking back a mapping that awaited teardown, and by sharing a live one; in mappings and pages. */
  takenBack = 0;
  shared = 0;
  reusedPages = 0;
  /** Torn down, by cause (0 expired, 1 quota, 2 drained). */
  readonly tornDown = new Float64Array(3);
  /** Flushes, and mappings they freed. */
  flushes = 0;
  flushed = 0;
  /** Mappings in use and their pages, and uses of pass-through buffers. */
  liveMappings = 0;
  livePages = 0;
  untranslatedUses = 0;
  /** Most live pages at once. */
  peakLivePages = 0;
  /** Take-backs by pages unmapped since: bucket 0 counts 0, bucket b counts 2^(b-1) … 2^b - 1. */
  readonly reuseDistances = new Float64Array(DISTANCE_BUCKETS);

  /** Counts a mapping that comes into use. */
  becameLive(pages: number): void {
    this.liveMappings += 1;
    this.livePages += pages;
    if (this.livePages > this.peakLivePages) this.peakLivePages = this.livePages;
  }

  /** Counts a mapping whose last use ended. */
  noLongerLive(pages: number): void {
    this.liveMappings -= 1;
    this.livePages -= pages;
  }

  /** Counts a take-back at a distance in pages. */
  tookBack(distance: number): void {
    this.takenBack += 1;
    const bucket = distance < 1 ? 0 : Math.min(floorLog2(Math.min(distance, 0xffff_ffff)) + 1, DISTANCE_BUCKETS - 1);
    this.reuseDistances[bucket]! += 1;
  }
}
