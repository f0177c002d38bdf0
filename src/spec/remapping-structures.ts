import { present } from '../base/assert.ts';
import { and, andNot, extract, fieldMask, joinHalves, or, shiftLeft, shiftRight, testBit } from '../base/bits.ts';
import { findField, maskInWord, type FieldSpec, type FormatSpec } from './field.ts';

/*
 * Tables in memory (chapter 9). Entries are 64- or 128-bit little-endian words, here as u32 words, lowest first.
 * "Second-level" is the older name of what revision 4 of the specification and Linux call "second-stage".
 */

/** Root entry: one per bus, 16 bytes, 256 in a table. */
export const ROOT_ENTRY = {
  name: 'root entry',
  width: 128,
  section: '9.1',
  fields: [
    { name: 'CTP', bits: [63, 12], help: 'address of the context table of this bus' },
    { name: 'P', bits: [0, 0], help: 'present' },
  ],
} as const satisfies FormatSpec;

/** Context entry: one per device and function, 16 bytes, 256 in a table. */
export const CONTEXT_ENTRY = {
  name: 'context entry',
  width: 128,
  section: '9.3',
  fields: [
    { name: 'DID', bits: [87, 72], help: 'domain-id: tag of this device’s translations in the caches' },
    { name: 'IGN', bits: [70, 67], help: 'free for software' },
    { name: 'AW', bits: [66, 64], help: 'address width: 1 = 39 bits (3 levels), 2 = 48 bits (4 levels)' },
    { name: 'SLPTPTR', bits: [63, 12], help: 'address of the top second-level table' },
    { name: 'T', bits: [3, 2], help: 'translation type: 0 second-level, 1 also device-TLB, 2 pass-through' },
    { name: 'FPD', bits: [1, 1], help: 'do not record faults of this device' },
    { name: 'P', bits: [0, 0], help: 'present' },
  ],
} as const satisfies FormatSpec;

/** Second-level paging entry, 8 bytes, 512 in a table. Present when R or W is set. */
export const SECOND_LEVEL_ENTRY = {
  name: 'second-level paging entry',
  width: 64,
  section: '9.8',
  fields: [
    { name: 'IGN', bits: [63, 63], help: 'free for software' },
    { name: 'TM', bits: [62, 62], help: 'transient mapping; reserved without device-TLBs' },
    { name: 'IGN', bits: [61, 52], help: 'free for software' },
    { name: 'ADDR', bits: [51, 12], help: 'address of the page or of the next table' },
    { name: 'SNP', bits: [11, 11], help: 'snoop; reserved without snoop control' },
    { name: 'IGN', bits: [10, 8], help: 'free for software' },
    { name: 'PS', bits: [7, 7], help: 'page size: this entry of level 2 or 3 is a leaf' },
    { name: 'IGN', bits: [6, 2], help: 'free for software' },
    { name: 'W', bits: [1, 1], help: 'write allowed' },
    { name: 'R', bits: [0, 0], help: 'read allowed' },
  ],
} as const satisfies FormatSpec;

/** Bytes of a root or context entry, and of a second-level entry. */
export const ROOT_ENTRY_SIZE = 16;
export const CONTEXT_ENTRY_SIZE = 16;
export const SECOND_LEVEL_ENTRY_SIZE = 8;

const bitOf = (format: FormatSpec, name: string): number => maskInWord(fieldOf(format, name), 0);

/** Masks of the low word of each entry. */
export const ROOT_P = bitOf(ROOT_ENTRY, 'P');
export const CONTEXT_P = bitOf(CONTEXT_ENTRY, 'P');
export const CONTEXT_FPD = bitOf(CONTEXT_ENTRY, 'FPD');
export const SLPTE_R = bitOf(SECOND_LEVEL_ENTRY, 'R');
export const SLPTE_W = bitOf(SECOND_LEVEL_ENTRY, 'W');
export const SLPTE_RW = or(SLPTE_R, SLPTE_W);
export const SLPTE_PS = bitOf(SECOND_LEVEL_ENTRY, 'PS');

/** Translation types of a context entry. */
export const TRANSLATION_SECOND_LEVEL = 0;
export const TRANSLATION_WITH_DEVICE_TLB = 1;
export const TRANSLATION_PASS_THROUGH = 2;

/** The field of a format. A name that the format lacks is a programming error. */
export function fieldOf(format: FormatSpec, name: string): FieldSpec {
  return present(findField(format.fields, name), `${format.name}: field ${name}`);
}

/** Levels of the table that address width code AW selects: 1 → 3, 2 → 4. */
export function levelsOfAddressWidth(aw: number): number {
  return aw + 2;
}

/** AW code of a table of `levels` (3 or 4). */
export function addressWidthOfLevels(levels: number): number {
  return levels - 2;
}

/** Bits of an address that a table of `levels` maps: 3 → 39, 4 → 48. */
export function bitsOfLevels(levels: number): number {
  return 12 + 9 * levels;
}

/** Translation type (bits 3:2) of the low word of a context entry. */
export function contextTranslationType(word0: number): number {
  return extract(word0, 3, 2);
}

/** AW of bits 95:64 of a context entry. */
export function contextAddressWidth(word2: number): number {
  return extract(word2, 2, 0);
}

/** Domain-id of bits 95:64 of a context entry. */
export function contextDomainId(word2: number): number {
  return extract(word2, 23, 8);
}

/**
 * Address in a table pointer or leaf (bits 51:12), from the halves of the entry. Bits 63:52 do not count; whether they
 * must be zero is for the caller to check.
 */
export const entryAddress = (low: number, high: number): number => joinHalves(extract(high, 19, 0), andNot(low, 0xfff));

/**
 * Page frame number in a table pointer: address bits 43:12. A pointer with higher bits yields 2^32 - 1, which is a page
 * frame beyond any memory here.
 */
export const entryFrame = (low: number, high: number): number => {
  const frame = or(shiftRight(low, 12), shiftLeft(high, 20));
  return and(high, 0xf_f000) === 0 ? frame : 0xffff_ffff;
};

/** Low half of a second-level entry. `address` is a multiple of 4096. */
export function secondLevelEntryLow(address: number, flags: number): number {
  return or(andNot(address, 0xfff), flags);
}

/** Flags of a second-level entry. */
export function secondLevelFlags(readable: boolean, writable: boolean, isLargePage: boolean): number {
  return or(or(readable ? SLPTE_R : 0, writable ? SLPTE_W : 0), isLargePage ? SLPTE_PS : 0);
}

/** Whether an entry of `level` (with flags in its low half) maps a page rather than pointing to a table. */
export function isLeaf(low: number, level: number): boolean {
  return level === 1 || testBit(low, 7);
}

/**
 * The address bits of the high half at or above a unit's address width, which are reserved: up to bit 51 in paging entries,
 * up to bit 63 (`top`) in root and context entries.
 */
export function addressBitsBeyond(addressWidth: number, top = 51): number {
  return fieldMask(top - 32, addressWidth - 32);
}

/**
 * Reserved bits of a second-level entry (section 9.8): address bits beyond the unit's width, SNP and TM (neither snoop
 * control nor device-TLBs here), PS in level 4, and in a leaf of level 2 or 3 the address bits below its page size.
 * @returns masks of the low and high half.
 */
export function secondLevelReserved(
  addressWidth: number,
  level: number,
  isLeafEntry: boolean,
): [low: number, high: number] {
  let low = bitOf(SECOND_LEVEL_ENTRY, 'SNP');
  if (level === 4) low = or(low, SLPTE_PS);
  if (isLeafEntry && level === 2) low = or(low, fieldMask(20, 12));
  if (isLeafEntry && level === 3) low = or(low, fieldMask(29, 12));
  return [low, or(addressBitsBeyond(addressWidth), maskInWord(fieldOf(SECOND_LEVEL_ENTRY, 'TM'), 1))];
}
