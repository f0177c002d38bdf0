import { and, or, testBit } from '../base/bits.ts';
import { readField, writeField } from './field.ts';
import { FAULT_RECORDS_OFFSET } from './general-registers.ts';
import { INVALIDATION_REGISTERS_OFFSET } from './invalidation-registers.ts';
import { registerField, type FieldNameOf } from './registers.ts';

/** The capability registers as u32 halves. */
export interface CapabilityWords {
  readonly capLow: number;
  readonly capHigh: number;
  readonly ecapLow: number;
  readonly ecapHigh: number;
}

/** What distinguishes our units from each other; `UnitConfig` has it. */
export interface CapabilityParameters {
  /** 39: 3 levels only; 48: 3 and 4 levels. */
  readonly addressWidth: 39 | 48;
  readonly cachingMode: boolean;
}

/** Largest address mask of a page-selective invalidation: 2^18 pages, 1 GiB. */
export const MAX_ADDRESS_MASK = 18;

/** The capability registers as a driver understands them. */
export interface Capabilities {
  readonly domainCount: number;
  readonly advancedFaultLogging: boolean;
  readonly requiredWriteBufferFlush: boolean;
  readonly cachingMode: boolean;
  /** Bit n = table depth n + 2 is supported (CAP 12:8); equals the set of legal context-entry AW values. */
  readonly sagaw: number;
  /** Width of a DMA address, in bits. */
  readonly mgaw: number;
  readonly zeroLengthRead: boolean;
  /** Byte offset of the first fault record, and how many there are. */
  readonly faultRecordOffset: number;
  readonly faultRecordCount: number;
  /** Page sizes besides 4 KiB. */
  readonly pages2M: boolean;
  readonly pages1G: boolean;
  readonly pageSelective: boolean;
  readonly maxAddressMask: number;
  readonly drainsWrites: boolean;
  readonly drainsReads: boolean;
  readonly coherentWalks: boolean;
  readonly queuedInvalidation: boolean;
  readonly deviceTlb: boolean;
  readonly interruptRemapping: boolean;
  readonly passThrough: boolean;
  readonly snoopControl: boolean;
  /** Byte offsets of the IVA and IOTLB registers. */
  readonly invalidateAddressOffset: number;
  readonly iotlbOffset: number;
}

/** CAP and ECAP of a unit. */
export function buildCapabilities(unit: CapabilityParameters): CapabilityWords {
  const cap = new Uint32Array(2);
  const setCap = (name: FieldNameOf<'CAP'>, value: number): void => writeField(registerField('CAP', name), cap, value);
  setCap('ND', 6);
  setCap('CM', unit.cachingMode ? 1 : 0);
  setCap('SAGAW', unit.addressWidth === 48 ? 0b110 : 0b010);
  setCap('MGAW', unit.addressWidth - 1);
  setCap('FRO', FAULT_RECORDS_OFFSET / 16);
  setCap('SLLPS', 0b11);
  setCap('PSI', 1);
  setCap('MAMV', MAX_ADDRESS_MASK);
  setCap('DWD', 1);
  setCap('DRD', 1);
  const ecap = new Uint32Array(2);
  const setEcap = (name: FieldNameOf<'ECAP'>, value: number): void =>
    writeField(registerField('ECAP', name), ecap, value);
  setEcap('QI', 1);
  setEcap('PT', 1);
  setEcap('IRO', INVALIDATION_REGISTERS_OFFSET / 16);
  return { capLow: cap[0]!, capHigh: cap[1]!, ecapLow: ecap[0]!, ecapHigh: ecap[1]! };
}

/** Reads CAP and ECAP as a driver does. */
export function decodeCapabilities(words: CapabilityWords): Capabilities {
  const capWords = [words.capLow, words.capHigh];
  const ecapWords = [words.ecapLow, words.ecapHigh];
  const cap = (name: FieldNameOf<'CAP'>): number => readField(registerField('CAP', name), capWords);
  const ecap = (name: FieldNameOf<'ECAP'>): number => readField(registerField('ECAP', name), ecapWords);
  const iro = ecap('IRO') * 16;
  return {
    domainCount: 2 ** (4 + 2 * cap('ND')),
    advancedFaultLogging: cap('AFL') === 1,
    requiredWriteBufferFlush: cap('RWBF') === 1,
    cachingMode: cap('CM') === 1,
    sagaw: cap('SAGAW'),
    mgaw: cap('MGAW') + 1,
    zeroLengthRead: cap('ZLR') === 1,
    faultRecordOffset: cap('FRO') * 16,
    faultRecordCount: cap('NFR') + 1,
    pages2M: and(cap('SLLPS'), 1) !== 0,
    pages1G: and(cap('SLLPS'), 2) !== 0,
    pageSelective: cap('PSI') === 1,
    maxAddressMask: cap('MAMV'),
    drainsWrites: cap('DWD') === 1,
    drainsReads: cap('DRD') === 1,
    coherentWalks: ecap('C') === 1,
    queuedInvalidation: ecap('QI') === 1,
    deviceTlb: ecap('DT') === 1,
    interruptRemapping: ecap('IR') === 1,
    passThrough: ecap('PT') === 1,
    snoopControl: ecap('SC') === 1,
    invalidateAddressOffset: iro,
    iotlbOffset: iro + 8,
  };
}

/** Whether a context entry may have address width code `aw` (1 = 39 bits, 2 = 48 bits). */
export function supportsAddressWidth(sagaw: number, aw: number): boolean {
  return testBit(sagaw, aw);
}

/** The `sagaw` that supports all the given address width codes. */
export function sagawOf(codes: readonly number[]): number {
  return codes.reduce((mask, code) => or(mask, 2 ** code), 0);
}
