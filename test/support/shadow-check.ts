import { SparseIntegers } from '../../src/base/sparse-integers.ts';
import { and } from '../../src/base/bits.ts';
import { TABLE_ENTRIES } from '../../src/spec/address.ts';
import { entryAddress, SLPTE_RW } from '../../src/spec/remapping-structures.ts';
import type { VirtualIommu } from '../../src/machine/virtual-iommu.ts';
import type { SettingRig } from './setting-rig.ts';

/** Every leaf of every shadow: domain, IOVA page, guest frame (-1 = not the guest's), permissions. */
export interface ShadowLeaf {
  readonly domainId: number;
  readonly page: number;
  readonly frame: number;
  readonly permissions: number;
}

export function shadowLeaves({ emulation, memory }: VirtualIommu): ShadowLeaf[] {
  const leaves: ShadowLeaf[] = [];
  for (const { table } of emulation.devices.shadows) {
    table.forEachLeaf(0, TABLE_ENTRIES ** 4, (page, hpa, permissions) => {
      leaves.push({ domainId: table.domainId, page, frame: memory.guestFrame(hpa / 4096), permissions });
    });
  }
  return leaves;
}

/** Invariant 6, second half: a frame is pinned as often as shadow leaves name it, and none is another's. */
export function pinsMatch(virtual: VirtualIommu): string | undefined {
  const named = new SparseIntegers();
  const leaves = shadowLeaves(virtual);
  for (const { frame, page } of leaves) {
    if (frame < 0) return `shadow leaf of page ${page} names a frame that is not the guest's`;
    named.add(frame, 1);
  }
  for (const { frame } of leaves) {
    if (virtual.pins.countOf(frame) !== named.get(frame)) return `pin count of frame ${frame}`;
  }
  const distinct = new Set(leaves.map(({ frame }) => frame)).size;
  return virtual.pins.pinned === distinct ? undefined : `${virtual.pins.pinned} frames pinned, ${distinct} named`;
}

/** Invariant 6, first half, with nothing outstanding: the shadow is the guest's table composed with GPA → HPA. */
export function shadowEqualsGuest(rig: SettingRig): string | undefined {
  const { virtual, device } = rig;
  if (virtual === undefined) return undefined;
  const guest = new Map<number, string>();
  device.domain.table.forEachLeaf((page, level, low, high) => {
    const first = entryAddress(low, high) / 4096;
    for (let i = 0; i < TABLE_ENTRIES ** (level - 1); i++) guest.set(page + i, `${first + i}:${and(low, SLPTE_RW)}`);
  });
  const shadow = new Map(shadowLeaves(virtual).map((leaf) => [leaf.page, `${leaf.frame}:${leaf.permissions}`]));
  for (const [page, value] of guest) {
    if (shadow.get(page) !== value) return `page ${page}: guest ${value}, shadow ${shadow.get(page)}`;
  }
  return shadow.size === guest.size ? undefined : `shadow has ${shadow.size} leaves, guest ${guest.size}`;
}
