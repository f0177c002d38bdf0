import { highHalf, lowHalf, pageNumber } from '../base/bits.ts';
import type { AttachedDevice, IommuDriver } from '../guest/iommu-driver.ts';
import { MAPPING_STATE } from '../guest/mapping-table.ts';
import type { RemappingUnit } from '../vtd/remapping-unit.ts';
import type { HeldProbe } from './exposure-meter.ts';
import type { VirtualIommu } from './virtual-iommu.ts';

/** Whether a hypervisor's shadow maps a page of a domain. */
export type Shadows = Pick<VirtualIommu, 'shadowHolds'> | undefined;

/** Whether the IOTLB answers for a page. */
export function iotlbHolds(unit: RemappingUnit, domainId: number, iova: number): boolean {
  return unit.iotlb.find(lowHalf(iova), highHalf(iova), domainId) >= 0;
}

/** What still answers for a page on a machine with or without a hypervisor. */
export function heldProbe(unit: RemappingUnit, shadow: Shadows): HeldProbe {
  return {
    byIotlb: (domain, iova) => iotlbHolds(unit, domain, iova),
    byShadow: (domain, iova) => shadow?.shadowHolds(domain, iova) === true,
  };
}

/**
 * Whether the IOTLB, or a hypervisor's shadow, still answers for a page that no mapping in use needs (a shared mapping may
 * have another use).
 */
export function isCachedWithoutUse(
  unit: RemappingUnit,
  driver: IommuDriver,
  devices: readonly AttachedDevice[],
  domainId: number,
  iova: number,
  shadow?: Shadows,
): boolean {
  const isHeld = iotlbHolds(unit, domainId, iova) || shadow?.shadowHolds(domainId, iova) === true;
  if (!isHeld) return false;
  const device = devices.find((candidate) => candidate.domainId === domainId);
  return device === undefined || driver.views.stateOfPage(device.domain, pageNumber(iova)) !== MAPPING_STATE.live;
}
