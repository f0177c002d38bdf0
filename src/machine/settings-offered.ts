import { STRATEGIES, type Setting } from '../config/identifiers.ts';
import type { IommuDriver } from '../guest/iommu-driver.ts';
import type { HostSide } from './host-side.ts';
import type { Hypervised } from './snapshotter.ts';
import type { VirtualIommu } from './virtual-iommu.ts';

/** Settings that the same hypervisor offers, so that a running machine can change from one to the other. */
export const EMULATED: readonly Setting[] = ['samecore', 'sidecore'];

/** Strategies that a driver cannot offer here, with the reason. */
export function unavailableStrategies(driver: IommuDriver): Readonly<Record<string, string>> {
  const reasons = STRATEGIES.map((strategy) => [strategy, driver.strategyUnavailable(strategy)] as const);
  return Object.fromEntries(reasons.filter((row): row is [(typeof row)[0], string] => row[1] !== undefined));
}

/** Strategies that there are not where a guest has no IOMMU. */
export function unavailableInDirect(): Readonly<Record<string, string>> {
  const others = STRATEGIES.filter((strategy) => strategy !== 'passthrough');
  return Object.fromEntries(others.map((strategy) => [strategy, 'direct assignment gives the guest no IOMMU']));
}

/** A guest with its hypervisor as instruments see it. */
export function hypervisedBy(host: HostSide, virtual: VirtualIommu, setting: Setting): Hypervised {
  const isShared = host.guests > 1;
  return {
    virtual,
    hostMemory: host.memory,
    foreign: isShared ? host.guestStart(1) : host.ownMemory,
    foreignOwner: isShared ? 'where another guest’s memory is in the host' : 'memory of the host’s own',
    isDirect: setting === 'direct',
  };
}
