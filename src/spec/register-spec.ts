import type { FieldSpec } from './field.ts';

/** A register of the remapping unit. */
export interface RegisterSpec {
  /** Name as in the specification, without `_REG`. */
  readonly name: string;
  /** What it is, in words. */
  readonly title: string;
  /** Byte offset in the register page. */
  readonly offset: number;
  readonly width: 32 | 64 | 128;
  /** Value of the low 32 bits after reset, 0 when left out; CAP and ECAP follow from the configuration. */
  readonly reset?: number;
  /** Section of the specification (revision 3 numbering). */
  readonly section: string;
  readonly fields: readonly FieldSpec[];
}
