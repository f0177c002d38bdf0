import { present } from '../base/assert.ts';
import { findField, maskInWord, type FieldSpec } from './field.ts';
import { FAULT_RECORD_REGISTERS, GENERAL_REGISTERS } from './general-registers.ts';
import { INVALIDATION_REGISTERS } from './invalidation-registers.ts';
import type { RegisterSpec } from './register-spec.ts';

/**
 * All registers of a unit in legacy mode, declared once: emulator, guest driver, tests and register panel read this.
 *
 * Access classes describe this unit: fields of features that its capabilities deny (advanced fault logging, device-TLB,
 * protected memory regions, extended interrupt mode) are `reserved`.
 */
export const REGISTERS = [
  ...GENERAL_REGISTERS,
  ...INVALIDATION_REGISTERS,
  ...FAULT_RECORD_REGISTERS,
] as const satisfies readonly RegisterSpec[];

type RegisterRow = (typeof REGISTERS)[number];
export type RegisterName = RegisterRow['name'];
/** Names of the fields of a register. */
export type FieldNameOf<R extends RegisterName> = Extract<RegisterRow, { name: R }>['fields'][number]['name'];

/** Byte offset of a register by name: `OFFSET.CCMD`. */
export const OFFSET = Object.fromEntries(REGISTERS.map((row) => [row.name, row.offset])) as Readonly<
  Record<RegisterName, number>
>;

/** The declaration of a register. */
export function registerSpec(name: RegisterName): RegisterSpec {
  return present(
    REGISTERS.find((row) => row.name === name),
    name,
  );
}

/** The declaration of a field of a register. */
export function registerField<R extends RegisterName>(register: R, field: FieldNameOf<R>): FieldSpec {
  return present(findField(registerSpec(register).fields, field), `${register}.${field}`);
}

/** A field as a mask of 32-bit word `word` of its register (0 = bits 31:0): `registerMask('CCMD', 'ICC', 1)`. */
export function registerMask<R extends RegisterName>(register: R, field: FieldNameOf<R>, word = 0): number {
  return maskInWord(registerField(register, field), word);
}
