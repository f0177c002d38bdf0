import { pageNumber } from '../base/bits.ts';
import { allSteps, THINGS_PER_STEP, type Steps } from '../base/steps.ts';
import type { SourceId } from '../bus/addresses.ts';
import { PageRanges, type PageRange } from './page-ranges.ts';
import type { RecordedOperations } from './recorded-operations.ts';
import { RecordedElapsed } from './replay-clock.ts';
import { NONE, ReplayPieces } from './replay-pieces.ts';

/** Recorded addresses of guest memory from here on (128 TiB) are out of range: no machine of ours has that memory. */
export const GPA_LIMIT = 2 ** 47;

/** What is known before a replay starts; never changed by one, so that many replays may share it. */
export interface ReplayPlan {
  readonly operations: RecordedOperations;
  readonly pieces: ReplayPieces;
  /** Every device of the recording, in order of appearance. */
  readonly devices: readonly SourceId[];
  /** Pieces that were mapped before the recording began, in the order of their unmaps. */
  readonly assumed: readonly number[];
  readonly assumedPages: number;
  /** Mappings that end although no line says so: the IOVA was mapped again. */
  readonly supersededMaps: number;
  /** The first byte after all page frames that the recording names. */
  readonly memoryEnd: number;
  /** The first byte after all recorded IOVA ranges. */
  readonly iovaEnd: number;
  /** Nanoseconds from the first operation to the last, long pauses cut short; and what was cut off of them. */
  readonly duration: number;
  readonly cutOffPauses: number;
}

/**
 * Follows a recording once and finds out which unmap ends which mapping. An unmap may end one mapping, several, or part
 * of one (which is then replayed as pieces); pages that were not mapped before it were mapped before the recording began.
 * A map of an IOVA that is mapped already ends what was there: its unmap is missing from the file.
 */
export function planReplay(operations: RecordedOperations): ReplayPlan {
  return allSteps(planningReplay(operations));
}

/** The same step by step. */
export function planningReplay(operations: RecordedOperations): Steps<ReplayPlan> {
  return new Planner(operations).plan();
}

/** What one device has mapped, and what it had mapped at each page most recently. */
interface DevicePages {
  readonly live: PageRanges;
  readonly past: PageRanges;
}

class Planner {
  private readonly operations: RecordedOperations;
  private readonly pieces: ReplayPieces;
  private readonly devices = new Map<SourceId, DevicePages>();
  private readonly assumed: number[] = [];
  private readonly keepsPast: boolean;
  private assumedPages = 0;
  private supersededMaps = 0;
  private memoryEnd = 0;
  private iovaEnd = 0;
  private readonly time = new RecordedElapsed();

  constructor(operations: RecordedOperations) {
    this.operations = operations;
    this.pieces = new ReplayPieces(operations.length);
    this.keepsPast = hasStaleAccess(operations);
  }

  *plan(): Steps<ReplayPlan> {
    for (let index = 0; index < this.operations.length; index++) {
      if (index % THINGS_PER_STEP === 0) yield;
      this.follow(index);
    }
    const { operations, pieces, assumed, assumedPages, supersededMaps, memoryEnd, iovaEnd, time } = this;
    return {
      operations,
      pieces,
      devices: [...this.devices.keys()],
      assumed,
      assumedPages,
      supersededMaps,
      memoryEnd,
      iovaEnd,
      duration: time.elapsed,
      cutOffPauses: time.cutOff,
    };
  }

  private follow(index: number): void {
    const { kind, time, iova, size, segments, sourceId } = this.operations.at(index);
    this.time.advanceTo(time);
    if (kind === 'marker' || sourceId === undefined) return;
    const pages = this.pagesOf(sourceId);
    const first = pageNumber(iova);
    if (kind === 'stale-access') {
      const range = pages.live.find(first) ?? pages.past.find(first);
      if (range !== undefined) this.pieces.aim(index, range.piece);
      return;
    }
    const end = first + pageNumber(size);
    if (end <= first) return;
    this.iovaEnd = Math.max(this.iovaEnd, iova + size);
    if (kind === 'map') {
      this.supersededMaps += this.endLive(index, pages, first, end).length;
      const piece = this.pieces.add(index, sourceId, first, end - first);
      pages.live.add({ first, end, piece });
      for (const segment of segments) {
        const after = segment.gpa + segment.size;
        if (after <= GPA_LIMIT && after > this.memoryEnd) this.memoryEnd = after;
      }
      return;
    }
    let next = first;
    for (const range of this.endLive(index, pages, first, end)) {
      this.assume(index, pages, sourceId, next, range.first);
      next = range.end;
    }
    this.assume(index, pages, sourceId, next, end);
  }

  /** Ends what is mapped in a range of pages; what reaches beyond it is cut off and stays. @returns the ended parts. */
  private endLive(index: number, pages: DevicePages, first: number, end: number): PageRange[] {
    const taken = pages.live.takeOverlapping(first, end);
    return taken.map((range) => {
      const part = { first: Math.max(first, range.first), end: Math.min(end, range.end), piece: range.piece };
      if (range.first < part.first) this.split(pages, range.piece, range.first, part.first);
      if (part.end < range.end) this.split(pages, range.piece, part.end, range.end);
      this.pieces.cut(range.piece, part.first, part.end - part.first);
      this.pieces.end(range.piece, index);
      this.remember(pages, part);
      return part;
    });
  }

  /** Makes part of a live piece a piece of its own. */
  private split(pages: DevicePages, piece: number, first: number, end: number): void {
    const { mapOperation, source } = this.pieces;
    const mappedBy = mapOperation.values[piece]!;
    const part = this.pieces.add(mappedBy, source.values[piece]! as SourceId, first, end - first);
    pages.live.add({ first, end, piece: part });
  }

  private assume(index: number, pages: DevicePages, source: SourceId, first: number, end: number): void {
    if (end <= first) return;
    const piece = this.pieces.add(NONE, source, first, end - first);
    this.pieces.end(piece, index);
    this.assumed.push(piece);
    this.assumedPages += end - first;
    this.remember(pages, { first, end, piece });
  }

  private remember(pages: DevicePages, range: PageRange): void {
    if (!this.keepsPast) return;
    for (const old of pages.past.takeOverlapping(range.first, range.end)) {
      if (old.first < range.first) pages.past.add({ ...old, end: range.first });
      if (range.end < old.end) pages.past.add({ ...old, first: range.end });
    }
    pages.past.add(range);
  }

  private pagesOf(source: SourceId): DevicePages {
    let pages = this.devices.get(source);
    if (pages === undefined) {
      pages = { live: new PageRanges(), past: new PageRanges() };
      this.devices.set(source, pages);
    }
    return pages;
  }
}

function hasStaleAccess(operations: RecordedOperations): boolean {
  for (let index = 0; index < operations.length; index++) {
    if (operations.kindAt(index) === 'stale-access') return true;
  }
  return false;
}
