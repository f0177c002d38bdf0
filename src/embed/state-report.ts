import type { LabState } from '../store/lab-state.ts';
import { SPEED_STOPS } from '../store/paces.ts';

/** Picoseconds of a millisecond. */
const MS = 1e9;

/** What a host is told about the machine: plain values under the names that the page's own state has. */
export function stateReport({ run, now, machine, config, speed, metrics, connection }: LabState) {
  return {
    run: connection.kind === 'ready' ? run : connection.kind,
    /** Simulated time, milliseconds. */
    ms: now / MS,
    /** Number of the machine: one more at every restart. */
    machine,
    setting: config.setting,
    strategy: config.strategy,
    workload: config.workload,
    speed: SPEED_STOPS[speed]!.name,
    ...(metrics !== undefined && {
      gbps: metrics.gbps,
      lineRateGbps: metrics.lineRateGbps,
      frames: metrics.frames,
      maps: metrics.maps,
      reused: metrics.reused,
      iotlbHits: metrics.iotlbHits,
      iotlbMisses: metrics.iotlbMisses,
      vmExits: metrics.vmExits,
      pinnedPages: metrics.pinnedPages,
      faults: metrics.faults,
      events: metrics.events,
    }),
  };
}
