import type { DomainId, Iova, SourceId } from '../bus/addresses.ts';
import { NEVER, type Time } from '../clock/time.ts';
import type { Strategy } from '../config/identifiers.ts';
import type { DmaDirection } from './dma-direction.ts';
import type { DriverTunables, IommuDriverOptions, IommuDriverPorts } from './driver-options.ts';
import type { UnmapOutcome } from './mapping-outcome.ts';

/** A device that the driver translates for. Devices may share a domain, and with it their mappings. */
export interface AttachedDevice {
  readonly sourceId: SourceId;
  readonly domainId: DomainId;
}

/** INTERFACE ONLY for the moment: signatures that device drivers and the machine can be written against. */
export class IommuDriver {
  constructor(_ports: IommuDriverPorts, _options: IommuDriverOptions) {}

  /** Probes the unit, sets tables and queue up and turns translation on. @throws IommuDriverError */
  start(): void {
    throw new Error('not yet');
  }

  /** The strategy in force. */
  get strategy(): Strategy {
    throw new Error('not yet');
  }

  /** Why a strategy cannot be chosen here, in words; undefined when it can. */
  strategyUnavailable(_name: Strategy): string | undefined {
    throw new Error('not yet');
  }

  /**
   * Puts another strategy in force. Live mappings keep working and are unmapped later under the new one; what waits
   * for a flush, a completion or a teardown is drained first. To and from `passthrough` the meaning of addresses
   * changes: device drivers unmap what their devices hold before, and map it again after.
   * @throws IommuDriverError when it is unavailable.
   */
  switchStrategy(_name: Strategy): void {
    throw new Error('not yet');
  }

  /** Adjusts tunables; they hold from the next visit on. */
  adjust(_change: Partial<DriverTunables>): void {
    throw new Error('not yet');
  }

  /** Lets a device translate: in a domain of its own, or in that of `sharing`. */
  attach(_sourceId: SourceId, _sharing?: AttachedDevice): AttachedDevice {
    throw new Error('not yet');
  }

  /** Blocks a device. The last one of a domain takes the domain's mappings with it. @returns mappings still live. */
  detach(_device: AttachedDevice): number {
    throw new Error('not yet');
  }

  /**
   * Maps `length` bytes at `gpa` for a device.
   * @returns the IOVA of the first byte (offset in the page kept), or a negative failure (`isMapFailure`).
   */
  dmaMap(_device: AttachedDevice, _gpa: number, _length: number, _direction: DmaDirection): Iova {
    throw new Error('not yet');
  }

  /** Ends a mapping: `iova` as `dmaMap` gave it, and the same number of bytes. */
  dmaUnmap(_device: AttachedDevice, _iova: Iova, _length: number): UnmapOutcome {
    throw new Error('not yet');
  }

  /**
   * Maps a scatter list. Fills `iovas` with the IOVA of each segment's first byte.
   * @returns `count`, or a negative failure after which nothing is mapped.
   */
  dmaMapList(
    _device: AttachedDevice,
    _gpas: ArrayLike<number>,
    _lengths: ArrayLike<number>,
    _count: number,
    _direction: DmaDirection,
    _iovas: Float64Array,
  ): number {
    throw new Error('not yet');
  }

  /** Ends what `dmaMapList` mapped. */
  dmaUnmapList(
    _device: AttachedDevice,
    _iovas: ArrayLike<number>,
    _lengths: ArrayLike<number>,
    _count: number,
  ): UnmapOutcome {
    throw new Error('not yet');
  }

  /** When the driver next wants a timer interrupt (which calls `visit`); `NEVER` when it does not. */
  get nextDeadline(): Time {
    return NEVER;
  }

  /** Does what is due. The guest OS calls it at interrupts and timers; maps and unmaps call it themselves. */
  visit(_now: Time): void {
    throw new Error('not yet');
  }

  /** Ends everything that waits for a flush, a completion or a teardown. */
  drain(): void {
    throw new Error('not yet');
  }
}
