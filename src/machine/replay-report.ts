import { durationToCycles, PS_PER_NS } from '../clock/time.ts';
import type { CellAssessment, ReplayReport } from '../protocol/assessment.ts';
import type { Recording } from '../recording/recording.ts';
import type { ReplayMachine } from './replay-machine.ts';

/** Puts the report together after a replay. */
export function replayReport({ summary }: Recording, machine: ReplayMachine): ReplayReport {
  const { driver, exposure, guest, invalidations } = machine;
  return {
    events: summary.events,
    unparsedLines: summary.unparsedLines,
    maps: summary.maps,
    unmaps: summary.unmaps,
    assumedMaps: summary.assumedMaps,
    cutAtEnd: summary.cutAtEnd,
    recordedInvalidations: summary.recordedInvalidations,
    invalidations: { ...invalidations },
    distinctIovaPages: summary.distinctIovaPages,
    distinctPhysicalPages: summary.distinctPhysicalPages,
    peakMappedPages: summary.peakMappedPages,
    mappedPagesAtEnd: summary.mappedPagesAtEnd,
    reusedPages: driver.counters.reusedPages,
    peakStalePages: exposure.peak,
    stalePageMilliseconds: exposure.pageMilliseconds * guest.compression,
    faults: machine.blockedRequests,
    vmExits: machine.vmExits,
    pinnedPagesPeak: machine.virtual?.pins.peak ?? 0,
    sidecoreBusy: machine.sidecoreBusy,
  };
}

/** What the setting and the strategy of a replay cost and exposed, after it. */
export function assessReplay(recording: Recording, machine: ReplayMachine): CellAssessment {
  const { guest, guestWork, plan, config } = machine;
  const { maps, unmaps, late, longestDelay } = guest.counters;
  const calls = maps + unmaps;
  const cycles = durationToCycles(guestWork, config.costs.rows['core-frequency'].value);
  return {
    report: replayReport(recording, machine),
    cyclesPerPair: calls === 0 ? 0 : (2 * cycles) / calls,
    coreShare: plan.duration === 0 ? 0 : guestWork / (plan.duration * PS_PER_NS),
    late,
    longestDelay,
  };
}
