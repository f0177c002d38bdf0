import { extract, fieldMask, insert, or } from '../base/bits.ts';

/**
 * What software may do with a field.
 * - `read-only`: writes change nothing.
 * - `read-write`: reads give what was written (hardware may change it too).
 * - `write-1-clears`: a one clears the bit, a zero leaves it.
 * - `write-only`: the written value acts and reads as zero.
 * - `one-shot`: as write-only; setting it starts something, and zero means nothing.
 * - `reserved`: reads zero here, because this unit lacks the feature; writes change nothing.
 */
export type Access = 'read-only' | 'read-write' | 'write-1-clears' | 'write-only' | 'one-shot' | 'reserved';

/** A run of bits of a register, table entry or descriptor. Bits of none of the fields are reserved. */
export interface FieldSpec {
  /** Name as in the specification. */
  readonly name: string;
  /** Highest and lowest bit, counted over the whole structure (up to 127). */
  readonly bits: readonly [high: number, low: number];
  /** Software's access; fields of structures in memory have none. */
  readonly access?: Access;
  /** One line in plain words. */
  readonly help: string;
}

/** A structure in memory (table entry, descriptor) as data. */
export interface FormatSpec {
  readonly name: string;
  /** Size in bits: 64 or 128. */
  readonly width: 64 | 128;
  /** Section of the specification (revision 3 numbering). */
  readonly section: string;
  readonly fields: readonly FieldSpec[];
}

/** Number of bits of a field. */
export function fieldWidth(field: FieldSpec): number {
  return field.bits[0] - field.bits[1] + 1;
}

/** The bits of a field that lie in 32-bit word `word` (0 = lowest) of its structure, as a mask of that word. */
export function maskInWord(field: FieldSpec, word: number): number {
  const high = Math.min(field.bits[0] - word * 32, 31);
  const low = Math.max(field.bits[1] - word * 32, 0);
  return high < low ? 0 : fieldMask(high, low);
}

/** The bits of word `word` that belong to fields of the given accesses. */
export function accessMask(fields: readonly FieldSpec[], word: number, accesses: readonly Access[]): number {
  let mask = 0;
  for (const field of fields) {
    if (field.access !== undefined && accesses.includes(field.access)) mask = or(mask, maskInWord(field, word));
  }
  return mask;
}

/** The bits of word `word` that belong to any field. */
export function definedMask(fields: readonly FieldSpec[], word: number): number {
  let mask = 0;
  for (const field of fields) mask = or(mask, maskInWord(field, word));
  return mask;
}

/** Value of a field of a structure given as u32 words, lowest first. Exact for fields of up to 53 bits. */
export function readField(field: FieldSpec, words: ArrayLike<number>): number {
  const [high, low] = field.bits;
  let value = 0;
  for (let word = Math.floor(low / 32); word * 32 <= high; word++) {
    const from = Math.max(low - word * 32, 0);
    const to = Math.min(high - word * 32, 31);
    value += extract(words[word] ?? 0, to, from) * 2 ** (word * 32 + from - low);
  }
  return value;
}

/** Stores `value` (up to 53 bits; excess bits are dropped) in a field of a structure of u32 words, lowest first. */
export function writeField(field: FieldSpec, words: Uint32Array, value: number): void {
  const [high, low] = field.bits;
  for (let word = Math.floor(low / 32); word * 32 <= high; word++) {
    const from = Math.max(low - word * 32, 0);
    const to = Math.min(high - word * 32, 31);
    const part = Math.floor(value / 2 ** (word * 32 + from - low)) % 0x1_0000_0000;
    words[word] = insert(words[word] ?? 0, to, from, part);
  }
}

/** The field of that name; undefined when there is none. */
export function findField(fields: readonly FieldSpec[], name: string): FieldSpec | undefined {
  return fields.find((field) => field.name === name);
}
