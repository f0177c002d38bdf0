import { readField, fieldWidth, type FieldSpec } from '../spec/field.ts';
import { hex } from './format.ts';

/** A field of an entry as it is shown. */
export interface ShownField {
  readonly name: string;
  readonly shown: string;
  /** Which bits, and what they mean. */
  readonly help: string;
  /** What it says, without its bits: what a flag means, or a value with its meaning. */
  readonly says: string;
}

/** Fields that hold an address: what is stored are its bits above the page. */
const ADDRESSES: ReadonlySet<string> = new Set(['ADDR', 'SLPTPTR', 'CTP', 'FI', 'RTA', 'IQA', 'SADDR', 'MA']);

/** The fields of an entry with their values, without those that are free for software. */
export function fieldsOf(format: { readonly fields: readonly FieldSpec[] }, words: ArrayLike<number>): ShownField[] {
  return format.fields
    .filter(({ name }) => name !== 'IGN')
    .map((field) => {
      const value = readField(field, words);
      const isAddress = ADDRESSES.has(field.name);
      const shown = isAddress
        ? hex(value * 2 ** (field.bits[1] % 64))
        : fieldWidth(field) > 8
          ? hex(value)
          : String(value);
      const help = `bits ${field.bits[0]}:${field.bits[1]}: ${field.help}`;
      return { name: field.name, shown, help, says: fieldWidth(field) === 1 ? field.help : `${field.help}: ${shown}` };
    });
}
