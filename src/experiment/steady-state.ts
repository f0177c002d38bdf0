import { milliseconds, PS_PER_MS, PS_PER_S, time, durationToCycles } from '../clock/time.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { runUntil } from '../machine/lab-machine.ts';
import { Machine } from '../machine/machine.ts';
import { EVENT } from '../trace/catalogue.ts';

/** How long a measurement warms up and how long it counts, in simulated milliseconds. */
export interface MeasuringSpan {
  readonly warmUp: number;
  readonly window: number;
}

/** What a machine does in its steady state. */
export interface SteadyState {
  /** Share of line rate, in per cent, by wire-busy time. */
  readonly percent: number;
  readonly gbps: number;
  readonly framesPerSecond: number;
  /** Cycles of the guest core per frame, idle time left out. */
  readonly cyclesPerFrame: number;
  readonly invalidationsPerFrame: number;
  /** Maps served by taking back or sharing, of all maps. */
  readonly reuseRate: number;
  readonly peakStalePages: number;
}

/** Runs a fresh machine and counts what leaves the link. Deterministic: configuration and seed decide everything. */
export function measureSteadyState(config: MachineConfig, span: MeasuringSpan): SteadyState {
  const machine = new Machine(config);
  runUntil(machine, time(milliseconds(span.warmUp)));
  const before = reading(machine);
  runUntil(machine, time(milliseconds(span.warmUp + span.window)));
  const now = reading(machine);
  const picoseconds = span.window * PS_PER_MS;
  const frames = now.frames - before.frames;
  const share = (now.wireBusy - before.wireBusy) / picoseconds;
  const busyCycles = durationToCycles(now.core - before.core, config.costs.rows['core-frequency'].value);
  const maps = now.maps - before.maps;
  return {
    percent: share * 100,
    gbps: share * config.linkGbps,
    framesPerSecond: (frames * PS_PER_S) / picoseconds,
    cyclesPerFrame: frames === 0 ? 0 : busyCycles / frames,
    invalidationsPerFrame: frames === 0 ? 0 : (now.invalidations - before.invalidations) / frames,
    reuseRate: maps === 0 ? 0 : (now.reused - before.reused) / maps,
    peakStalePages: machine.instruments.exposure.peak,
  };
}

function reading(
  machine: Machine,
): Record<'frames' | 'wireBusy' | 'core' | 'invalidations' | 'maps' | 'reused', number> {
  const { counts } = machine.tracer;
  const { frames, wireBusy } = machine.totals();
  return {
    frames,
    wireBusy,
    core: machine.core.now - machine.core.idle,
    invalidations:
      counts[EVENT['pages-invalidated']]! + counts[EVENT['domain-invalidated']]! + counts[EVENT['global-invalidated']]!,
    maps: counts[EVENT['iova-mapped']]!,
    reused: counts[EVENT['iova-reused']]!,
  };
}
