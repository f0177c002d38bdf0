import { pageNumber } from '../base/bits.ts';
import { PAGE_SIZE, type Iova, type SourceId } from '../bus/addresses.ts';
import type { DmaDirection } from '../guest/dma-direction.ts';
import type { AttachedDevice, IommuDriver } from '../guest/iommu-driver.ts';
import { NONE } from './replay-pieces.ts';
import { GPA_LIMIT, type ReplayPlan } from './replay-plan.ts';

/** Pages of the largest mapping that is replayed (64 GiB); a larger one is damage in the file. */
const MOST_PAGES = 2 ** 24;
/** Mappings above this (64 MiB) may use large leaves, as the recorded kernel does wherever it can. */
const LARGE_PAGES_FROM = 2 ** 14;
/** Large assumed mappings are aligned to 1 GiB, so that large leaves fit. */
const LARGE_ALIGNMENT = 2 ** 30;

export type MapResult = 'mapped' | 'out-of-range' | 'failed';

/** A mapping as our driver made it: our addresses and bytes, segment by segment. */
interface OurMapping {
  readonly device: AttachedDevice;
  readonly direction: DmaDirection;
  readonly gpas: readonly number[];
  readonly lengths: readonly number[];
  readonly iovas: Float64Array;
  live: boolean;
}

/** First byte of guest memory for pages whose frames the recording does not name. */
export function assumedMemoryStart(plan: ReplayPlan): number {
  return Math.ceil(plan.memoryEnd / LARGE_ALIGNMENT) * LARGE_ALIGNMENT;
}

/** The first byte after all guest memory that a replay maps. */
export function replayMemoryEnd(plan: ReplayPlan): number {
  let end = assumedMemoryStart(plan);
  for (const piece of plan.assumed) end = assumedStart(plan, piece, end) + assumedBytes(plan, piece);
  return end;
}

/** The recorded mappings in our driver: which of our addresses stands for which of theirs. */
export class ReplayMappings {
  private readonly plan: ReplayPlan;
  private readonly driver: IommuDriver;
  private readonly devices: ReadonlyMap<SourceId, AttachedDevice>;
  /** By piece. An ended mapping is kept only where a stale access may still ask for it. */
  private readonly ours = new Map<number, OurMapping>();
  private readonly aimedAt: ReadonlySet<number>;
  private assumedEnd: number;

  constructor(plan: ReplayPlan, driver: IommuDriver, devices: ReadonlyMap<SourceId, AttachedDevice>) {
    this.plan = plan;
    this.driver = driver;
    this.devices = devices;
    this.aimedAt = staleTargets(plan);
    this.assumedEnd = assumedMemoryStart(plan);
  }

  /** Maps a piece. */
  map(piece: number, direction: DmaDirection): MapResult {
    const segments = this.segmentsOf(piece);
    if (segments === undefined) return 'out-of-range';
    const device = this.devices.get(this.plan.pieces.source.values[piece]! as SourceId)!;
    const iovas = new Float64Array(segments.gpas.length);
    const mapping: OurMapping = { device, direction, ...segments, iovas, live: false };
    if (!this.establish(mapping, this.plan.pieces.pages.values[piece]!)) return 'failed';
    this.ours.set(piece, mapping);
    return 'mapped';
  }

  /** Ends a piece. @returns false when it is not mapped. */
  unmap(piece: number): boolean {
    const mapping = this.ours.get(piece);
    if (mapping === undefined || !mapping.live) return false;
    this.end(mapping);
    if (!this.aimedAt.has(piece)) this.ours.delete(piece);
    return true;
  }

  /** Direction of a piece that is mapped; undefined when it is not. */
  directionOf(piece: number): DmaDirection | undefined {
    const mapping = this.ours.get(piece);
    return mapping?.live === true ? mapping.direction : undefined;
  }

  /** Calls `visit` with our address of each page of a piece, at most `most` of them. */
  forEachPage(piece: number, most: number, visit: (source: SourceId, iova: number) => void): void {
    const mapping = this.ours.get(piece);
    if (mapping === undefined) return;
    let left = most;
    mapping.lengths.forEach((length, segment) => {
      const start = mapping.iovas[segment]!;
      for (let offset = 0; offset < length && left > 0; offset += PAGE_SIZE, left--) {
        visit(mapping.device.sourceId, start + offset);
      }
    });
  }

  /** Our address for a recorded one in a piece, mapped or ended; -1 when the piece was never mapped here. */
  translate(piece: number, recorded: number): number {
    const mapping = this.ours.get(piece);
    if (mapping === undefined) return -1;
    let offset = recorded - this.plan.pieces.firstPage.values[piece]! * PAGE_SIZE;
    for (let segment = 0; segment < mapping.lengths.length; segment++) {
      const length = mapping.lengths[segment]!;
      if (offset < length) return mapping.iovas[segment]! + offset;
      offset -= length;
    }
    return -1;
  }

  /** Unmaps everything that is mapped and calls `between`; then maps it again, if `again`. */
  unmapAll(between: () => void, again: boolean): void {
    const live = [...this.ours].filter(([, mapping]) => mapping.live);
    for (const [, mapping] of live) this.end(mapping);
    between();
    if (!again) return;
    for (const [piece, mapping] of live) this.establish(mapping, this.plan.pieces.pages.values[piece]!);
  }

  private establish(mapping: OurMapping, pages: number): boolean {
    const { driver } = this;
    const { device, gpas, lengths, direction, iovas } = mapping;
    const { largePages } = driver.tunables;
    if (pages > LARGE_PAGES_FROM) driver.adjust({ largePages: true });
    const answer =
      gpas.length === 1
        ? (iovas[0] = driver.dmaMap(device, gpas[0]!, lengths[0]!, direction))
        : driver.dmaMapList(device, gpas, lengths, gpas.length, direction, iovas);
    if (pages > LARGE_PAGES_FROM) driver.adjust({ largePages });
    mapping.live = answer >= 0;
    return mapping.live;
  }

  private end(mapping: OurMapping): void {
    const { device, lengths, iovas } = mapping;
    if (lengths.length === 1) this.driver.dmaUnmap(device, iovas[0]! as Iova, lengths[0]!);
    else this.driver.dmaUnmapList(device, iovas, lengths, lengths.length);
    mapping.live = false;
  }

  /** Guest memory of a piece; undefined when it is out of range. */
  private segmentsOf(piece: number): Pick<OurMapping, 'gpas' | 'lengths'> | undefined {
    const { pieces, operations } = this.plan;
    const pages = pieces.pages.values[piece]!;
    if (pages > MOST_PAGES) return undefined;
    const mappedBy = pieces.mapOperation.values[piece]!;
    if (mappedBy === NONE) {
      const start = assumedStart(this.plan, piece, this.assumedEnd);
      this.assumedEnd = start + assumedBytes(this.plan, piece);
      return { gpas: [start], lengths: [pages * PAGE_SIZE] };
    }
    const { iova, segments } = operations.at(mappedBy);
    const from = (pieces.firstPage.values[piece]! - pageNumber(iova)) * PAGE_SIZE;
    const to = from + pages * PAGE_SIZE;
    const gpas: number[] = [];
    const lengths: number[] = [];
    let at = 0;
    for (const { gpa, size } of segments) {
      const start = Math.max(at, from);
      const end = Math.min(at + size, to);
      if (start < end) {
        if (gpa + end - at > GPA_LIMIT) return undefined;
        gpas.push(gpa + start - at);
        lengths.push(end - start);
      }
      at += size;
    }
    return gpas.length === 0 ? undefined : { gpas, lengths };
  }
}

function assumedBytes(plan: ReplayPlan, piece: number): number {
  const pages = plan.pieces.pages.values[piece]!;
  return pages > MOST_PAGES ? 0 : pages * PAGE_SIZE;
}

function assumedStart(plan: ReplayPlan, piece: number, earliest: number): number {
  const alignment = plan.pieces.pages.values[piece]! > LARGE_PAGES_FROM ? LARGE_ALIGNMENT : PAGE_SIZE;
  return Math.ceil(earliest / alignment) * alignment;
}

function staleTargets(plan: ReplayPlan): Set<number> {
  const targets = new Set<number>();
  for (let index = 0; index < plan.operations.length; index++) {
    if (plan.operations.kindAt(index) === 'stale-access') targets.add(plan.pieces.targetOf(index));
  }
  return targets;
}
