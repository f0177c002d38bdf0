/** Structures a text can point at, with the accessible name of the region that shows them. */
export const POINTERS = {
  'data-path': 'Data path',
  'page-tables': 'Page tables',
  iotlb: 'IOTLB',
  queue: 'Teardown queue',
  throughput: 'Throughput',
  protection: 'Protection and memory',
  registers: 'Invalidation queue and registers',
  log: 'Log',
  matrix: 'Setting and strategy',
} as const;

export type PointerName = keyof typeof POINTERS;
