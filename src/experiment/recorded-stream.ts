import { readFileSync } from 'node:fs';

import { durationToCycles, PS_PER_NS } from '../clock/time.ts';
import { ACT } from '../config/acts.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { ReplayMachine } from '../machine/replay-machine.ts';
import { pageStream } from '../recording/page-stream.ts';
import type { RecordedOperations } from '../recording/recorded-operations.ts';
import { readRecording } from '../recording/recording.ts';
import { EVENT } from '../trace/catalogue.ts';
import { lineRate } from './line-rate.ts';

/** Where the recorded workload begins in the recording. */
const BEGINNING = 'run begin';

/** What a machine makes of a recorded stream of pages, each page a frame's worth of work. One pass, no repetition. */
export interface RecordedStreamResult {
  /** Page maps in the stream. */
  readonly frames: number;
  /** Share of line rate, in per cent. */
  readonly percent: number;
  readonly cyclesPerFrame: number;
  readonly exitsPerFrame: number;
  readonly invalidationsPerFrame: number;
  /** Maps that were not served by taking back or sharing, of all maps. */
  readonly missRate: number;
  readonly peakStalePages: number;
}

/** Reads a recording. @param file plain or gzip. */
export function readStream(file: string): RecordedOperations {
  return readRecording(readFileSync(file)).operations;
}

/**
 * Puts the page sequence of a recording in the place of the model: its pages are mapped and unmapped in their order, at
 * line rate or as fast as the core can, and the core pays for a frame with each.
 */
export function measureRecordedStream(config: MachineConfig, recorded: RecordedOperations): RecordedStreamResult {
  const frameTime = 1e9 / lineRate(config);
  const stream = pageStream(recorded, BEGINNING, frameTime);
  const machine = new ReplayMachine({ ...config, workload: 'recording' }, stream.operations);
  const { counters } = machine.guest;
  const { core } = machine;
  while (counters.done < stream.setUp) machine.runOne();
  const before = reading(machine);
  while (counters.done < counters.total) {
    const maps = counters.maps;
    machine.runOne();
    if (counters.maps > maps) core.charge(ACT['network-stack']);
  }
  const now = reading(machine);
  const { pages: frames } = stream;
  const atLineRate = frames * frameTime * PS_PER_NS;
  const elapsed = Math.max(now.time - before.time, atLineRate);
  const hertz = config.costs.rows['core-frequency'].value;
  return {
    frames,
    percent: (100 * atLineRate) / elapsed,
    cyclesPerFrame: durationToCycles(now.busy - before.busy, hertz) / frames,
    exitsPerFrame: (now.exits - before.exits) / frames,
    invalidationsPerFrame: (now.invalidations - before.invalidations) / frames,
    missRate: 1 - (now.reused - before.reused) / (now.maps - before.maps),
    peakStalePages: machine.exposure.peak,
  };
}

function reading(
  machine: ReplayMachine,
): Record<'time' | 'busy' | 'exits' | 'invalidations' | 'maps' | 'reused', number> {
  const { core, tracer } = machine;
  const { counts } = tracer;
  return {
    time: core.now,
    busy: core.now - core.idle,
    exits: counts[EVENT['vm-exited']]!,
    invalidations: counts[EVENT['invalidation-submitted']]!,
    maps: counts[EVENT['iova-mapped']]!,
    reused: counts[EVENT['iova-reused']]!,
  };
}
