import { milliseconds, PS_PER_MS, PS_PER_S, time, durationToCycles } from '../clock/time.ts';
import { ImpossibleMachine } from '../config/impossible-machine.ts';
import { memoryError } from '../config/limits.ts';
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
  /** VM exits by register accesses. */
  readonly exitsPerFrame: number;
  /** What the guest's driver asked for. */
  readonly invalidationsPerFrame: number;
  /** Maps served by taking back or sharing, of all maps. */
  readonly reuseRate: number;
  /** Page frames pinned by a hypervisor, and pages reachable though unmapped: means over the window. */
  readonly pinnedPages: number;
  readonly stalePages: number;
  /** Most pages reachable though unmapped at once, since the start. */
  readonly peakStalePages: number;
}

/** A steady state, and how old what was reused had become. */
export interface DetailedState {
  readonly figures: SteadyState;
  /** Take-backs of the window by distance, as `DriverCounters` counts them. */
  readonly reuseDistances: readonly number[];
}

/** Simulated milliseconds between two samples of what is averaged. */
const SAMPLE = 1;

/**
 * Runs a fresh machine and counts what leaves the link. Deterministic: configuration and seed decide everything.
 * @throws ImpossibleMachine when there can be no machine of the configuration, or it cannot go on
 */
export function measureSteadyState(config: MachineConfig, span: MeasuringSpan): SteadyState {
  return measureInDetail(config, span).figures;
}

/** As `measureSteadyState`, with more than plain figures. */
export function measureInDetail(config: MachineConfig, span: MeasuringSpan): DetailedState {
  const reason = memoryError(config);
  if (reason !== undefined) throw new ImpossibleMachine(reason);
  const machine = new Machine(config);
  runUntil(machine, time(milliseconds(span.warmUp)));
  const before = reading(machine);
  const pinned = sampleWindow(machine, span);
  const now = reading(machine);
  const picoseconds = span.window * PS_PER_MS;
  const frames = now.frames - before.frames;
  const share = (now.wireBusy - before.wireBusy) / picoseconds;
  const busyCycles = durationToCycles(now.core - before.core, config.costs.rows['core-frequency'].value);
  const maps = now.maps - before.maps;
  const perFrame = (count: number): number => (frames === 0 ? 0 : count / frames);
  const figures = {
    percent: share * 100,
    gbps: share * config.linkGbps,
    framesPerSecond: (frames * PS_PER_S) / picoseconds,
    cyclesPerFrame: perFrame(busyCycles),
    exitsPerFrame: perFrame(now.exits - before.exits),
    invalidationsPerFrame: perFrame(now.invalidations - before.invalidations),
    reuseRate: maps === 0 ? 0 : (now.reused - before.reused) / maps,
    pinnedPages: pinned,
    stalePages: (now.stalePageMilliseconds - before.stalePageMilliseconds) / span.window,
    peakStalePages: machine.instruments.exposure.peak,
  };
  return { figures, reuseDistances: now.distances.map((count, bucket) => count - before.distances[bucket]!) };
}

/** Runs through the window. @returns the mean of the pinned page frames. */
function sampleWindow(machine: Machine, { warmUp, window }: MeasuringSpan): number {
  let sum = 0;
  let samples = 0;
  for (let at = SAMPLE; at <= window; at += SAMPLE) {
    runUntil(machine, time(milliseconds(warmUp + at)));
    sum += pinnedPages(machine);
    samples += 1;
  }
  runUntil(machine, time(milliseconds(warmUp + window)));
  return samples === 0 ? pinnedPages(machine) : sum / samples;
}

/** Page frames that a hypervisor has pinned now. */
function pinnedPages(machine: Machine): number {
  return machine.worlds[0]?.virtual?.pins.pinned ?? 0;
}

interface Reading {
  readonly frames: number;
  readonly wireBusy: number;
  readonly core: number;
  readonly exits: number;
  readonly invalidations: number;
  readonly maps: number;
  readonly reused: number;
  readonly stalePageMilliseconds: number;
  readonly distances: readonly number[];
}

function reading(machine: Machine): Reading {
  const { counts } = machine.tracer;
  const { frames, wireBusy, vmExits } = machine.totals();
  return {
    frames,
    wireBusy,
    core: machine.core.now - machine.core.idle,
    exits: vmExits,
    invalidations: counts[EVENT['invalidation-submitted']]!,
    maps: counts[EVENT['iova-mapped']]!,
    reused: counts[EVENT['iova-reused']]!,
    stalePageMilliseconds: machine.instruments.exposure.pageMilliseconds,
    distances: [...machine.guest.driver.counters.reuseDistances],
  };
}
