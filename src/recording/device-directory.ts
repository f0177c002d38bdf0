import type { DomainId, SourceId } from '../bus/addresses.ts';

/**
 * Which device is behind which domain, learned from the lines that name both or stand beside each other, and how often
 * each device occurs. The most frequent partner wins, so a few misattributed lines do no harm.
 */
export class DeviceDirectory {
  private readonly sightings = new Map<SourceId, number>();
  private readonly devicesOfDomain = new Map<DomainId, Map<SourceId, number>>();

  /** A line named this device. */
  saw(sourceId: SourceId): void {
    this.sightings.set(sourceId, (this.sightings.get(sourceId) ?? 0) + 1);
  }

  /** The device uses the domain. */
  sawTogether(sourceId: SourceId, domainId: DomainId): void {
    let devices = this.devicesOfDomain.get(domainId);
    if (devices === undefined) this.devicesOfDomain.set(domainId, (devices = new Map<SourceId, number>()));
    devices.set(sourceId, (devices.get(sourceId) ?? 0) + 1);
  }

  /** The device most often seen with the domain. Devices of one group share a domain: then this is one of them. */
  deviceOf(domainId: DomainId): SourceId | undefined {
    const devices = this.devicesOfDomain.get(domainId);
    return devices === undefined ? undefined : mostFrequent(devices);
  }

  /** The only, or else the most frequent device of the file. */
  mostFrequentDevice(): SourceId | undefined {
    return mostFrequent(this.sightings);
  }

  /** Every device that a line named, in order of appearance. */
  devices(): SourceId[] {
    return [...this.sightings.keys()];
  }

  /** Domain → device pairs, by domain-id. */
  domains(): (readonly [DomainId, SourceId])[] {
    return [...this.devicesOfDomain]
      .map(([domainId, devices]) => [domainId, mostFrequent(devices)!] as const)
      .sort((a, b) => a[0] - b[0]);
  }
}

/** The key of the highest count, the earliest on a tie. */
function mostFrequent<Key>(counts: ReadonlyMap<Key, number>): Key | undefined {
  let best: Key | undefined;
  let most = 0;
  for (const [key, count] of counts) {
    if (count > most) {
      best = key;
      most = count;
    }
  }
  return best;
}
