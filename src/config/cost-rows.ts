import type { ActName } from './acts.ts';

/** Where a number comes from. */
export type Provenance =
  | { readonly kind: 'published'; readonly source: string }
  | { readonly kind: 'fitted'; readonly cell: string }
  | { readonly kind: 'assumed-split'; readonly of: string }
  | { readonly kind: 'edited' };

export interface CostRow {
  readonly value: number;
  readonly unit: 'cycles' | 'ns' | 'Hz' | 'factor';
  readonly chargedFor: string;
  readonly provenance: Provenance;
}

/** Prices that are not a plain act of a core. */
export type HardwareKey =
  | 'core-frequency'
  | 'deferred-logic-factor'
  | 'samecore-logic-factor'
  | 'sidecore-logic-factor'
  | 'virtualization-tax'
  | 'shared-store'
  | 'sidecore-poll-period'
  | 'register-invalidation-latency'
  | 'queued-descriptor-latency'
  | 'memory-read-latency'
  | 'pcie-read-latency'
  | 'interrupt-latency';
export type CostKey = ActName | HardwareKey;

/** The device's way to memory: `PCIE_…` of `device-config.ts`. */
export type BusGeneration = 'pcie-3-x8' | 'pcie-5-x16';

/** Every price of a profile by key. Keys of acts are their names; the rest are the hardware's. */
export interface CostModel {
  readonly profile: string;
  /** Left out: PCIe 3.0 × 8. */
  readonly bus?: BusGeneration;
  readonly rows: Readonly<Record<CostKey, CostRow>>;
}

export const cycles = (value: number, chargedFor: string, provenance: Provenance): CostRow => ({
  value,
  unit: 'cycles',
  chargedFor,
  provenance,
});
export const nanosecondsRow = (value: number, chargedFor: string, provenance: Provenance): CostRow => ({
  value,
  unit: 'ns',
  chargedFor,
  provenance,
});
export const factor = (value: number, chargedFor: string, provenance: Provenance): CostRow => ({
  value,
  unit: 'factor',
  chargedFor,
  provenance,
});

export const published = (source: string): Provenance => ({ kind: 'published', source });
export const fitted = (cell: string): Provenance => ({ kind: 'fitted', cell });
export const split = (of: string): Provenance => ({ kind: 'assumed-split', of });
