import type { Setting } from '../config/identifiers.ts';
import { EVENT, type EventName } from '../trace/catalogue.ts';

/** A station on the way of the data. */
export type Station = 'guest' | 'viommu' | 'hypervisor' | 'iommu' | 'device' | 'link';

export interface StationBox {
  readonly station: Station;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const WITH_HYPERVISOR: readonly Station[] = ['guest', 'viommu', 'hypervisor', 'iommu', 'device', 'link'];
const WITHOUT: readonly Station[] = ['guest', 'iommu', 'device', 'link'];

/** The stations that a setting has, from the guest's core to the wire. */
export function stationsOf(setting: Setting): readonly Station[] {
  return setting === 'samecore' || setting === 'sidecore' ? WITH_HYPERVISOR : WITHOUT;
}

/**
 * The stations in a box of `width` by `height`: in one row where each has `least` of width, otherwise software from left
 * to right and hardware back below it.
 */
export function dataPath(
  stations: readonly Station[],
  width: number,
  height: number,
  gap: number,
  least = 0,
): StationBox[] {
  const isOneRow = width > height * 4 && width / stations.length >= gap + least;
  const columns = isOneRow ? stations.length : stations.length / 2;
  const boxWidth = (width - (columns - 1) * gap) / columns;
  const boxHeight = isOneRow ? Math.min(height, boxWidth) : (height - gap) / 2;
  return stations.map((station, i) => {
    const isBack = i >= columns;
    const column = isBack ? stations.length - 1 - i : i;
    const y = isOneRow ? (height - boxHeight) / 2 : isBack ? boxHeight + gap : 0;
    return { station, x: column * (boxWidth + gap), y, width: boxWidth, height: boxHeight };
  });
}

/** From the edge of one box to the edge of another. */
export function hopBetween(from: StationBox, to: StationBox): readonly [Point, Point] {
  return [edgeTowards(from, to), edgeTowards(to, from)];
}

function edgeTowards(box: StationBox, other: StationBox): Point {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const dx = other.x + other.width / 2 - x;
  const dy = other.y + other.height / 2 - y;
  const reach = Math.min(
    dx === 0 ? Infinity : box.width / 2 / Math.abs(dx),
    dy === 0 ? Infinity : box.height / 2 / Math.abs(dy),
  );
  return Number.isFinite(reach) ? { x: x + dx * reach, y: y + dy * reach } : { x, y };
}

/** Between which stations an event moves something. A station that the setting lacks is passed over. */
const HOPS: Readonly<Partial<Record<EventName, readonly [Station, Station]>>> = {
  'register-written': ['guest', 'viommu'],
  'invalidation-submitted': ['guest', 'viommu'],
  'vm-exited': ['viommu', 'hypervisor'],
  'sidecore-polled': ['viommu', 'hypervisor'],
  'shadow-entry-written': ['hypervisor', 'iommu'],
  'shadow-entry-cleared': ['hypervisor', 'iommu'],
  'doorbell-rung': ['guest', 'device'],
  'iotlb-hit': ['device', 'iommu'],
  'iotlb-miss': ['device', 'iommu'],
  'dma-completed': ['iommu', 'device'],
  'frame-sent': ['device', 'link'],
  'frame-received': ['link', 'device'],
  'interrupt-raised': ['device', 'guest'],
  'block-completed': ['device', 'guest'],
};

const BY_KIND = new Map(Object.entries(HOPS).map(([name, hop]) => [EVENT[name as EventName], hop]));

/** The hop of an event of this kind where these stations are; undefined when nothing moves. */
export function hopOf(kind: number, stations: readonly Station[]): readonly [Station, Station] | undefined {
  const hop = BY_KIND.get(kind);
  if (hop === undefined || (hop.includes('hypervisor') && !stations.includes('hypervisor'))) return undefined;
  return stations.includes('viommu') ? hop : [hop[0], hop[1] === 'viommu' ? 'iommu' : hop[1]];
}

/** Places in `kinds` of at most `most` events that move something, as different from each other as there are. */
export function sampleMoving(kinds: ArrayLike<number>, stations: readonly Station[], most: number): number[] {
  const seen = new Set<number>();
  const sample: number[] = [];
  for (let i = kinds.length - 1; i >= 0 && sample.length < most; i--) {
    const kind = kinds[i]!;
    if (seen.has(kind) || hopOf(kind, stations) === undefined) continue;
    seen.add(kind);
    sample.push(i);
  }
  return sample.toReversed();
}
