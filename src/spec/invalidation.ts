import { and, andNot, extract, fieldMask, highHalf, lowHalf, or, shiftLeft } from '../base/bits.ts';
import type { FormatSpec } from './field.ts';

/** Granularities of an IOTLB invalidation (IIRG, IAIG, descriptor G). */
export const IOTLB_GLOBAL = 1;
export const IOTLB_DOMAIN = 2;
export const IOTLB_PAGES = 3;
/** Granularities of a context-cache invalidation (CIRG, CAIG, descriptor G). */
export const CONTEXT_GLOBAL = 1;
export const CONTEXT_DOMAIN = 2;
export const CONTEXT_DEVICE = 3;

/** Descriptor types (bits 3:0; section 6.5.2). */
export const DESCRIPTOR_CONTEXT_CACHE = 1;
export const DESCRIPTOR_IOTLB = 2;
export const DESCRIPTOR_WAIT = 5;

/** Bytes of a descriptor, and how many fit in the smallest queue. */
export const DESCRIPTOR_SIZE = 16;
export const DESCRIPTORS_PER_PAGE = 256;

/** Flags in the low word of a wait descriptor. */
export const WAIT_INTERRUPT = 0x10;
export const WAIT_STATUS_WRITE = 0x20;
export const WAIT_FENCE = 0x40;

/** A kind of invalidation descriptor. */
export interface DescriptorSpec extends FormatSpec {
  readonly type: number;
}

/** The descriptors of legacy mode (section 6.5.2). Bits of none of the fields are reserved and must be zero. */
export const DESCRIPTORS = [
  {
    name: 'context-cache invalidate',
    type: DESCRIPTOR_CONTEXT_CACHE,
    width: 128,
    section: '6.5.2.1',
    fields: [
      {
        name: 'FM',
        bits: [49, 48],
        help: 'function mask: how many bits of the function, from the top, not to compare',
      },
      { name: 'SID', bits: [47, 32], help: 'source-id, for device granularity' },
      { name: 'DID', bits: [31, 16], help: 'domain-id, for domain and device granularity' },
      { name: 'G', bits: [5, 4], help: 'granularity: 1 global, 2 domain, 3 device' },
      { name: 'TYPE', bits: [3, 0], help: 'descriptor type 1' },
    ],
  },
  {
    name: 'IOTLB invalidate',
    type: DESCRIPTOR_IOTLB,
    width: 128,
    section: '6.5.2.3',
    fields: [
      { name: 'ADDR', bits: [127, 76], help: 'first page, for page granularity' },
      { name: 'IH', bits: [70, 70], help: 'hint: only leaf entries changed' },
      { name: 'AM', bits: [69, 64], help: 'address mask: 2^AM pages' },
      { name: 'DID', bits: [31, 16], help: 'domain-id, for domain and page granularity' },
      { name: 'DR', bits: [7, 7], help: 'drain reads' },
      { name: 'DW', bits: [6, 6], help: 'drain writes' },
      { name: 'G', bits: [5, 4], help: 'granularity: 1 global, 2 domain, 3 page' },
      { name: 'TYPE', bits: [3, 0], help: 'descriptor type 2' },
    ],
  },
  {
    name: 'invalidation wait',
    type: DESCRIPTOR_WAIT,
    width: 128,
    section: '6.5.2.8',
    fields: [
      { name: 'SADDR', bits: [127, 66], help: 'address that the status data is written to' },
      { name: 'SDATA', bits: [63, 32], help: 'status data' },
      { name: 'FN', bits: [6, 6], help: 'fence: later descriptors wait for earlier ones' },
      { name: 'SW', bits: [5, 5], help: 'write the status data' },
      { name: 'IF', bits: [4, 4], help: 'raise the completion interrupt' },
      { name: 'TYPE', bits: [3, 0], help: 'descriptor type 5' },
    ],
  },
] as const satisfies readonly DescriptorSpec[];

/** The row of a descriptor type; undefined for a type that this unit lacks. */
export function descriptorSpec(type: number): DescriptorSpec | undefined {
  return DESCRIPTORS.find((row) => row.type === type);
}

/** Type (bits 3:0) of the low word of a descriptor. */
export function descriptorType(word0: number): number {
  return extract(word0, 3, 0);
}

/** Four u32 words of a descriptor, lowest first. */
export type DescriptorWords = Uint32Array;

/** Fills in a context-cache invalidate descriptor. Ids that the granularity does not use are ignored by hardware. */
export function encodeContextDescriptor(
  into: DescriptorWords,
  granularity: number,
  domainId = 0,
  sourceId = 0,
  functionMask = 0,
): void {
  into[0] = or(or(DESCRIPTOR_CONTEXT_CACHE, shiftLeft(granularity, 4)), shiftLeft(domainId, 16));
  into[1] = or(sourceId, shiftLeft(functionMask, 16));
  into[2] = 0;
  into[3] = 0;
}

/**
 * Fills in an IOTLB invalidate descriptor with read and write draining. For page granularity, `address` is a multiple of
 * 2^`addressMask` pages.
 */
export function encodeIotlbDescriptor(
  into: DescriptorWords,
  granularity: number,
  domainId = 0,
  address = 0,
  addressMask = 0,
  leafOnly = false,
): void {
  into[0] = or(or(or(DESCRIPTOR_IOTLB, shiftLeft(granularity, 4)), 0xc0), shiftLeft(domainId, 16));
  into[1] = 0;
  into[2] = granularity === IOTLB_PAGES ? invalidateAddressLow(address, addressMask, leafOnly) : 0;
  into[3] = granularity === IOTLB_PAGES ? highHalf(address) : 0;
}

/** Fills in a wait descriptor. `flags` of WAIT_…; `statusAddress` a multiple of 4. */
export function encodeWaitDescriptor(
  into: DescriptorWords,
  flags: number,
  statusAddress: number,
  statusData: number,
): void {
  into[0] = or(DESCRIPTOR_WAIT, flags);
  into[1] = statusData;
  into[2] = lowHalf(statusAddress);
  into[3] = highHalf(statusAddress);
}

/** Low half of the IVA register, and of the high quadword of an IOTLB descriptor. */
export function invalidateAddressLow(address: number, addressMask: number, leafOnly: boolean): number {
  return or(or(andNot(lowHalf(address), 0xfff), addressMask), leafOnly ? 0x40 : 0);
}

/** High half of an IOTLB register write that starts an invalidation with read and write draining. */
export function iotlbCommandHigh(granularity: number, domainId = 0): number {
  return or(or(0x8003_0000, shiftLeft(granularity, 28)), and(domainId, 0xffff));
}

/** Granularity asked for (IIRG) in the high half of the IOTLB register. */
export function iotlbRequested(high: number): number {
  return extract(high, 29, 28);
}

/** Granularity performed (IAIG) in the high half of the IOTLB register. */
export function iotlbPerformed(high: number): number {
  return extract(high, 26, 25);
}

/** Low half of a CCMD write. */
export function contextCommandLow(domainId = 0, sourceId = 0): number {
  return or(shiftLeft(sourceId, 16), and(domainId, 0xffff));
}

/** High half of a CCMD write that starts an invalidation. */
export function contextCommandHigh(granularity: number, functionMask = 0): number {
  return or(or(0x8000_0000, shiftLeft(granularity, 29)), functionMask);
}

/** Granularity asked for (CIRG) in the high half of CCMD. */
export function contextRequested(high: number): number {
  return extract(high, 30, 29);
}

/** Granularity performed (CAIG) in the high half of CCMD. */
export function contextPerformed(high: number): number {
  return extract(high, 28, 27);
}

/** Bits of a source-id that a function mask (0 … 3) leaves to be compared (section 6.5.1.1). */
export function comparedSourceBits(functionMask: number): number {
  if (functionMask === 0) return 0xffff;
  return andNot(0xffff, fieldMask(2, 3 - functionMask));
}
