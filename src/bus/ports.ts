import type { Time } from '../clock/time.ts';
import type { DomainId, Hpa, Iova, SourceId } from './addresses.ts';

/** A 64-bit value as two u32, filled by reads so that nothing is allocated. */
export interface Word64 {
  low: number;
  high: number;
}

/**
 * Access to a register page, as software sees it. What stands behind it (hardware, a trap, a page that another core
 * polls) cannot be told from here. Offsets in bytes, naturally aligned; values are u32 halves.
 */
export interface MmioPort {
  read32(offset: number): number;
  write32(offset: number, value: number): void;
  read64(offset: number, into: Word64): void;
  write64(offset: number, low: number, high: number): void;
}

/**
 * Access to memory by address, little-endian. Addresses are plain numbers here because the same port serves GPA (a
 * guest's memory) and HPA (the machine's). Words are u32 at addresses that are multiples of 4.
 */
export interface MemoryPort {
  /** Whether `length` bytes from `address` are all RAM. */
  contains(address: number, length: number): boolean;
  /** Untouched RAM reads as zero; so does anything that is not RAM (as an aborted bus read; check `contains` first). */
  read32(address: number): number;
  /** A write outside RAM is dropped. */
  write32(address: number, value: number): void;
  /** Copies bytes out; `length` ≤ into.length. */
  readBytes(address: number, into: Uint8Array, length: number): void;
  /** Copies bytes in. */
  writeBytes(address: number, from: Uint8Array, length: number): void;
  /**
   * For readers of tables, which fill page frames: index in `words` of the first word of page frame `frame` (address /
   * 4096), or -1 when it is not RAM. A frame that was never written leads to zeros.
   */
  frameWords(frame: number): number;
  /** What `frameWords` points into. For reading only; replaced when the memory grows, so never keep it. */
  readonly words: Uint32Array;
}

/** What a DMA request wants to do. */
export type DmaAccess = 'read' | 'write';

/**
 * Translation of a device's requests: the only way for a device to get an address that memory understands.
 * One request stays inside one 4 KiB page.
 */
export interface TranslationPort {
  /**
   * Translates one request.
   * @returns the HPA, or a negative number: minus the VT-d fault reason (1 … 0x0d) that blocked it.
   */
  translate(source: SourceId, address: Iova, isWrite: boolean): number;
  /** Memory reads the latest `translate` needed (0 = served by the IOTLB or not translated at all). */
  readonly walkReads: number;
  /**
   * Says that a walk of the latest `translate` is in flight until then: an invalidation completes no earlier.
   * `until` may lie before an earlier call's.
   */
  holdUntil(until: Time): void;
}

/** An interrupt message (MSI): a write of `data` to `address`. */
export interface InterruptPort {
  message(address: number, data: number): void;
}

/** What a translation blocked or let through looked like, for those who report it. */
export interface TranslationFault {
  readonly source: SourceId;
  readonly domainId: DomainId | undefined;
  readonly address: Iova;
  readonly isWrite: boolean;
  readonly reason: number;
}

export type { Hpa };
