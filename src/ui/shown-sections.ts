import type { SectionName } from '../protocol/commands.ts';

/** Sections of the machine that the panels of this page show. */
export const SHOWN_SECTIONS: readonly SectionName[] = [
  'tables',
  'shadowTables',
  'memory',
  'iotlb',
  'teardown',
  'flush',
  'registers',
  'queue',
  'protection',
  'recording',
];
