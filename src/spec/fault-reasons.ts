/** A reason why a request was blocked. */
export interface FaultReasonSpec {
  /** Number in the fault record. */
  readonly code: number;
  /** Stable name, used in code and JSON. */
  readonly name: string;
  /** What is wrong, in words. */
  readonly text: string;
  /** Whether the reason is silenced by the context entry's FPD bit once that entry could be read (section 7.1.1). */
  readonly qualified: boolean;
}

/**
 * Fault reasons of legacy-mode DMA remapping (Appendix A, "Fault Reason Encodings"). Conditions found before a context
 * entry is read cannot be silenced.
 */
export const FAULT_REASONS = [
  { code: 0x1, name: 'root-not-present', text: 'the root entry of the bus is not present', qualified: false },
  { code: 0x2, name: 'context-not-present', text: 'the context entry of the device is not present', qualified: true },
  { code: 0x3, name: 'context-invalid', text: 'the context entry asks for what this unit lacks', qualified: true },
  { code: 0x4, name: 'beyond-address-width', text: 'the address is beyond what the tables can map', qualified: true },
  { code: 0x5, name: 'write-denied', text: 'the page may not be written', qualified: true },
  { code: 0x6, name: 'read-denied', text: 'the page may not be read', qualified: true },
  { code: 0x7, name: 'paging-entry-inaccessible', text: 'a paging table is not in memory', qualified: true },
  { code: 0x8, name: 'root-inaccessible', text: 'the root table is not in memory', qualified: false },
  { code: 0x9, name: 'context-inaccessible', text: 'the context table is not in memory', qualified: false },
  { code: 0xa, name: 'root-reserved', text: 'a reserved bit is set in the root entry', qualified: false },
  { code: 0xb, name: 'context-reserved', text: 'a reserved bit is set in the context entry', qualified: true },
  { code: 0xc, name: 'paging-entry-reserved', text: 'a reserved bit is set in a paging entry', qualified: true },
  {
    code: 0xd,
    name: 'type-blocked',
    text: 'the translation type does not allow this kind of request',
    qualified: true,
  },
] as const satisfies readonly FaultReasonSpec[];

export type FaultReasonName = (typeof FAULT_REASONS)[number]['name'];

/** Number of a fault reason by name: `FAULT['write-denied']`. */
export const FAULT = Object.fromEntries(FAULT_REASONS.map((row) => [row.name, row.code])) as Readonly<
  Record<FaultReasonName, number>
>;

/** The row of a fault reason; undefined for a number that legacy-mode DMA does not use. */
export function faultReason(code: number): FaultReasonSpec | undefined {
  return FAULT_REASONS.find((row) => row.code === code);
}
