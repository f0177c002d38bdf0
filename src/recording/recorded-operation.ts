import type { DomainId, Gpa, Iova, SourceId } from '../bus/addresses.ts';
import type { DmaDirection } from './trace-event.ts';

/** A physically contiguous piece of a mapping. */
export interface RecordedSegment {
  readonly gpa: Gpa;
  /** Bytes, a multiple of 4096. */
  readonly size: number;
}

/** What a replay has to do, in the order of the recording. */
export interface RecordedOperation {
  /**
   * `map`: one mapping call, however many `map` lines it printed. `unmap`: one `unmap` line, which may end one mapping,
   * several, or one from before the recording. `stale-access`: the device uses an unmapped address. `marker`: text.
   */
  readonly kind: 'map' | 'unmap' | 'stale-access' | 'marker';
  /** Recorded clock in nanoseconds; of a mapping call: its first line. */
  readonly time: number;
  /** Number of its first line in the file. */
  readonly line: number;
  readonly cpu: number;
  /** 0 for a marker. */
  readonly iova: Iova;
  /** Bytes; 0 for a marker. A stale access is taken as 16 bytes, one transmit descriptor. */
  readonly size: number;
  /** In IOVA order, one per `map` line; empty unless `map`. */
  readonly segments: readonly RecordedSegment[];
  /** The device; undefined when the file does not tell (before `assignDevices`). */
  readonly sourceId: SourceId | undefined;
  readonly domainId: DomainId | undefined;
  /** Of a stale access: `to-device` when the device reads. */
  readonly direction: DmaDirection;
  /** Text of a marker or stale access, otherwise empty. */
  readonly text: string;
}

/** Bytes of a stale access: the markers speak of transmit descriptors, which have 16. */
export const STALE_ACCESS_SIZE = 16;
