import type { MachineConfig } from '../config/machine-config.ts';

/** What a file holds, and how its name ends. */
export const EXPORTS = {
  run: 'run.json',
  metrics: 'metrics.csv',
  'metrics-json': 'metrics.json',
  matrix: 'matrix.csv',
  'matrix-json': 'matrix.json',
  events: 'trace.json',
  'guest-tables': 'guest.domain_translation_struct.txt',
  'guest-contexts': 'guest.dmar_translation_struct.txt',
  'shadow-tables': 'shadow.domain_translation_struct.txt',
  'shadow-contexts': 'shadow.dmar_translation_struct.txt',
} as const;
export type ExportName = keyof typeof EXPORTS;

const PS_PER_US = 1_000_000;

/**
 * Name of a file to download: what ran, when in simulated time, what it holds. Letters, digits, dots and dashes only, so that
 * it is a name everywhere: `viommu-lab.samecore-optimistic.transmit.12500us.run.json`.
 */
export function exportFileName(what: ExportName, config: MachineConfig, time: number): string {
  const { setting, strategy, workload } = config;
  return `viommu-lab.${setting}-${strategy}.${workload}.${Math.floor(time / PS_PER_US)}us.${EXPORTS[what]}`;
}
