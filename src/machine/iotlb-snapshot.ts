import { CELL, type IotlbSection } from '../protocol/snapshot.ts';
import { pageNumber } from '../base/bits.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Iotlb } from '../vtd/iotlb.ts';
import type { UnmappedPages } from './table-snapshot.ts';

/** Whether the tables in memory map a page of a domain now. */
export type MappedProbe = (domainId: number, iova: number) => boolean;

/** Reads the IOTLB's own columns. */
export function iotlbSnapshot(
  iotlb: Iotlb,
  tracer: Tracer,
  unmapped: UnmappedPages,
  isMapped: MappedProbe,
  latestHit: number,
): IotlbSection {
  const { sets, ways } = iotlb;
  const count = sets * ways;
  const section = {
    sets,
    ways,
    state: new Uint8Array(count),
    iova: new Float64Array(count),
    hpa: iotlb.frame.slice(0, count),
    domainId: new Uint16Array(count),
    pageShift: new Uint8Array(count),
    permissions: iotlb.permissions.slice(0, count),
    order: new Uint8Array(count),
    latestHit,
    hits: tracer.counts[EVENT['iotlb-hit']]!,
    misses: tracer.counts[EVENT['iotlb-miss']]!,
    evictions: tracer.counts[EVENT['iotlb-evicted']]!,
  };
  for (let slot = 0; slot < count; slot++) {
    const level = iotlb.levelAt(slot);
    if (level === 0) continue;
    const iova = iotlb.iovaAt(slot);
    const domainId = iotlb.domainAt(slot);
    section.iova[slot] = iova;
    section.domainId[slot] = domainId;
    section.pageShift[slot] = 3 + 9 * level;
    section.order[slot] = rank(iotlb, slot);
    const isUnmapped = unmapped.isReachableUnmapped(domainId, pageNumber(iova));
    const mapped = isMapped(domainId, iova);
    section.state[slot] = mapped
      ? isUnmapped
        ? CELL.awaitingTeardown
        : CELL.live
      : isUnmapped
        ? CELL.awaitingFlush
        : CELL.stale;
  }
  return section;
}

/** Place of a slot in its set's order of replacement: 0 goes first. */
function rank(iotlb: Iotlb, slot: number): number {
  const start = Math.floor(slot / iotlb.ways) * iotlb.ways;
  let older = 0;
  for (let other = start; other < start + iotlb.ways; other++) {
    if (iotlb.levelAt(other) !== 0 && iotlb.stamp[other]! < iotlb.stamp[slot]!) older += 1;
  }
  return older;
}
