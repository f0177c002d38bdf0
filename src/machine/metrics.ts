import { durationToCycles, PS_PER_S } from '../clock/time.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { wireBytes } from '../bus/nic-interface.ts';
import type { DriverCounters } from '../guest/driver-counters.ts';
import type { Bottleneck, Metrics } from '../protocol/snapshot.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { SAMPLE_SPAN, type Rates } from './throughput-meter.ts';

/** Shares above which a part counts as what holds throughput back. */
const LINK_FULL = 0.985;
const CORE_FULL = 0.97;
/** Beyond this, guests queue for the sidecore for longer than it serves them. */
const SIDECORE_FULL = 0.9;

/** What a machine's rates are measured against. */
export interface Measured {
  readonly rates: Rates;
  /** Most the wire, or the storage device, can carry, Gb/s. */
  readonly capacityGbps: number;
  readonly frames: number;
  /** Share of each sample, oldest first. */
  readonly history: Float64Array;
  readonly vmExits: number;
  readonly pinnedPages: number;
}

/** The figures of a report. */
export function machineMetrics(
  config: MachineConfig,
  tracer: Tracer,
  counters: DriverCounters,
  { rates, capacityGbps, frames, history, vmExits, pinnedPages }: Measured,
): Metrics {
  const { counts } = tracer;
  const hertz = config.costs.rows['core-frequency'].value;
  const { wireShare, framesPerSecond, ledgerPerFrame, coreShare, span } = rates;
  return {
    gbps: wireShare * capacityGbps,
    lineRateGbps: capacityGbps,
    window: span,
    frames,
    framesPerSecond,
    cyclesPerFrame: ledgerPerFrame.map((picoseconds) => durationToCycles(picoseconds, hertz)),
    cycleBudget: wireShare > 0 && framesPerSecond > 0 ? cycleBudget(config, rates, hertz) : 0,
    coreUtilisation: coreShare,
    bottleneck: bottleneckOf(rates),
    iotlbHits: counts[EVENT['iotlb-hit']]!,
    iotlbMisses: counts[EVENT['iotlb-miss']]!,
    pageInvalidations: counts[EVENT['pages-invalidated']]!,
    domainInvalidations: counts[EVENT['domain-invalidated']]!,
    globalInvalidations: counts[EVENT['global-invalidated']]!,
    maps: counters.maps,
    reused: counters.takenBack + counters.shared,
    faults: counts[EVENT['dma-faulted']]!,
    events: tracer.sequence,
    hash: tracer.hash.digest(),
    history: history.map((share) => share * capacityGbps),
    historySpan: SAMPLE_SPAN,
    vmExits,
    exitsPerFrame: rates.exitsPerFrame,
    sidecoreUtilisation: rates.sidecoreShare,
    pinnedPages,
    guestGbps: rates.guestShares.map((share) => share * capacityGbps),
  };
}

/** Bytes of a frame's header beside its payload. */
const HEADER = 14;

/** Cycles that the line leaves for each frame: exact where all frames are of one size, by the mean of them elsewhere. */
function cycleBudget(config: MachineConfig, { framesPerSecond, wireShare }: Rates, hertz: number): number {
  const { workload, framePayloadBytes, linkGbps } = config;
  if (workload !== 'transmit' && workload !== 'receive') return (hertz / framesPerSecond) * wireShare;
  return (hertz * wireBytes(framePayloadBytes + HEADER) * 8) / (linkGbps * 1e9);
}

function bottleneckOf({ span, wireShare, coreShare, sidecoreShare }: Rates): Bottleneck {
  if (span < PS_PER_S / 20_000) return 'none';
  if (wireShare >= LINK_FULL) return 'link';
  if (sidecoreShare >= SIDECORE_FULL) return 'sidecore';
  return coreShare >= CORE_FULL ? 'guest-core' : 'device';
}
