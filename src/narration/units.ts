import type { WorkloadName } from '../config/identifiers.ts';

/** What throughput is counted in under a workload. */
export interface CountedUnit {
  readonly one: string;
  readonly many: string;
  /** What limits its rate from outside: the wire or the device. */
  readonly limit: string;
}

const FRAME: CountedUnit = { one: 'frame', many: 'frames', limit: 'line' };
const REQUEST: CountedUnit = { one: 'request', many: 'requests', limit: 'device' };
const OPERATION: CountedUnit = { one: 'operation', many: 'operations', limit: 'line' };

/** The unit that a workload is counted in. */
export function unitOf(workload: WorkloadName): CountedUnit {
  if (workload === 'recording') return OPERATION;
  return workload === 'nvme-random' || workload === 'nvme-sequential' ? REQUEST : FRAME;
}
