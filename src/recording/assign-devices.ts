import { allSteps, THINGS_PER_STEP, type Steps } from '../base/steps.ts';
import { sourceId } from '../bus/addresses.ts';
import type { DomainId, SourceId } from '../bus/addresses.ts';
import type { DeviceDirectory } from './device-directory.ts';
import type { RecordedOperation } from './recorded-operation.ts';
import type { RecordedOperations } from './recorded-operations.ts';

/** From what the device of each operation was concluded: counts of operations. */
export interface DeviceAssignment {
  /** A `dma` line named it. */
  readonly named: number;
  /** The domain of its invalidation belongs to one device. */
  readonly byDomain: number;
  /** An unmap or stale access of what a known device had mapped there. */
  readonly byMapping: number;
  /**
   * A guess: the only or most frequent device of the file. A domain that no device was seen with, and everything in a
   * file that names no device, is given a made-up device from 00:10.0 up, one per domain.
   */
  readonly assumed: number;
}

const FIRST_MADE_UP_DEVICE = 0x10;
const DEVICES_PER_BUS = 32;

/** Completes the devices of a whole recording, in place, with what was learned over the file. */
export function assignDevices(operations: RecordedOperations, directory: DeviceDirectory): DeviceAssignment {
  return allSteps(assigningDevices(operations, directory));
}

/** The same step by step. */
export function* assigningDevices(operations: RecordedOperations, directory: DeviceDirectory): Steps<DeviceAssignment> {
  const counts = { named: 0, byDomain: 0, byMapping: 0, assumed: 0 };
  const users = new IovaUsers();
  const fallback = new FallbackDevices(directory);
  for (let index = 0; index < operations.length; index++) {
    if (index % THINGS_PER_STEP === 0) yield;
    const operation = operations.at(index);
    if (operation.kind === 'marker') continue;
    const { sourceId: named, domainId } = operation;
    const byDomain = domainId === undefined ? undefined : directory.deviceOf(domainId);
    const source = named ?? byDomain ?? users.userOf(operation) ?? fallback.choose(domainId);
    if (named !== undefined) counts.named++;
    else if (byDomain !== undefined) counts.byDomain++;
    else if (users.userOf(operation) !== undefined) counts.byMapping++;
    else counts.assumed++;
    operations.setSource(index, source);
    users.take(operation, source);
  }
  return counts;
}

/** Which device last mapped or unmapped an IOVA: one entry per distinct page at which a mapping began. */
class IovaUsers {
  private readonly users = new Map<number, SourceId>();

  userOf(operation: RecordedOperation): SourceId | undefined {
    if (operation.kind === 'map') return undefined;
    return this.users.get(operation.iova - (operation.iova % 4096));
  }

  take(operation: RecordedOperation, source: SourceId): void {
    if (operation.kind === 'map' || operation.kind === 'unmap') this.users.set(operation.iova, source);
  }
}

class FallbackDevices {
  private readonly frequent: SourceId | undefined;
  private readonly madeUp = new Map<DomainId | undefined, SourceId>();

  constructor(directory: DeviceDirectory) {
    this.frequent = directory.mostFrequentDevice();
  }

  choose(domainId: DomainId | undefined): SourceId {
    if (domainId === undefined && this.frequent !== undefined) return this.frequent;
    let source = this.madeUp.get(domainId);
    if (source === undefined) {
      const number = FIRST_MADE_UP_DEVICE + this.madeUp.size;
      source = sourceId(Math.floor(number / DEVICES_PER_BUS) % 256, number % DEVICES_PER_BUS, 0);
      this.madeUp.set(domainId, source);
    }
    return source;
  }
}
