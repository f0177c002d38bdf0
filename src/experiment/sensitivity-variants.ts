import { withCost, type CostKey } from '../config/cost-model.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { lineRate } from './line-rate.ts';
import type { SteadyState } from './steady-state.ts';

/** What is known of a cell before the change. */
export interface BaseCell {
  readonly config: MachineConfig;
  readonly result: SteadyState;
  /** Take-backs by distance; empty where nothing is taken back. */
  readonly reuseDistances: readonly number[];
  /** The same setting under strict: what a map and unmap that do not reuse cost. */
  readonly strict: SteadyState;
}

/** One change of the configuration, and what the acts say it should cost. */
export interface Variant {
  readonly name: string;
  change(config: MachineConfig): MachineConfig;
  /** Cycles that a frame should cost more (or, negative, less), from the acts counted before the change. */
  expectedCycles(base: BaseCell): number;
}

/** The changes of the sensitivity table. */
export const VARIANTS: readonly Variant[] = [
  {
    name: 'exit cost × 2',
    change: (config) => ({ ...config, costs: withCost(config.costs, 'vm-exit', 2 * price(config, 'vm-exit')) }),
    expectedCycles: ({ config, result }) => result.exitsPerFrame * price(config, 'vm-exit'),
  },
  {
    name: 'queued instead of register-based',
    change: (config) => ({ ...config, invalidation: 'queued' }),
    expectedCycles: queuedInstead,
  },
  cold(20_000),
  cold(50_000),
  {
    name: 'quota 64',
    change: (config) => ({ ...config, quota: 64 }),
    expectedCycles: (base) => missesBeyond(base, ({ waiting }) => waiting > 64 - base.config.interruptFrames / 2),
  },
  {
    name: 'age limit 0.2 ms',
    change: (config) => ({ ...config, ageLimitMicroseconds: 200 }),
    expectedCycles: (base) => expectedOfAgeLimit(base, 0.000_2),
  },
];

function cold(partsPerMillion: number): Variant {
  return {
    name: `cold ${partsPerMillion / 10_000} %`,
    change: (config) => ({ ...config, coldPartsPerMillion: partsPerMillion }),
    expectedCycles: (base) => {
      const more = (partsPerMillion - base.config.coldPartsPerMillion) / 1e6;
      return base.config.strategy === 'optimistic' ? more * missCost(base) : 0;
    },
  };
}

function price(config: MachineConfig, key: CostKey): number {
  return config.costs.rows[key].value;
}

/** What a map and unmap cost more when they do not reuse. */
function missCost({ config, strict }: BaseCell): number {
  const tax = config.setting === 'bare-metal' ? 0 : price(config, 'virtualization-tax');
  const pair = strict.cyclesPerFrame - price(config, 'network-stack') - tax;
  return pair - price(config, 'take-back') - price(config, 'let-go');
}

/**
 * A tail write and descriptors in memory instead of two writes and a poll, and one wait for all that is asked at once.
 * What the hypervisor does with an invalidation stays the same.
 */
function queuedInstead({ config, result }: BaseCell): number {
  const asked = result.invalidationsPerFrame;
  const isEmulated = config.setting === 'samecore' || config.setting === 'sidecore';
  // A drain of the flush queue waits once for everything in it; of the two requests of a pair under CM = 1, the map waits.
  const drained = config.strategy === 'deferred' ? (isEmulated ? asked / 2 : asked) : 0;
  const waits = asked - drained + drained / config.flushHighWaterMark;
  const descriptors = asked + waits;
  const written = descriptors * price(config, 'descriptor-write');
  if (config.setting === 'samecore') {
    const access = price(config, 'vm-exit') + price(config, 'emulate-access') + price(config, 'vm-entry');
    return (waits - 3 * asked) * access + written + descriptors * price(config, 'descriptor-fetch');
  }
  if (config.setting === 'sidecore') {
    const found = price(config, 'sidecore-decode') + 3 * price(config, 'line-transfer');
    const command = found + price(config, 'sidecore-poll-period') / 2;
    const stores = (waits - 2 * asked) * price(config, 'shared-store');
    return (waits - asked) * command + stores + written + descriptors * price(config, 'descriptor-fetch');
  }
  const byRegister = 2 * price(config, 'register-write') + 7 * price(config, 'register-read');
  const cyclesPerNs = price(config, 'core-frequency') / 1e9;
  const executing = descriptors * price(config, 'queued-descriptor-latency') * cyclesPerNs;
  return waits * price(config, 'register-write') + written + executing - asked * byRegister;
}

/** A limit in time is one in pages, and a slower core reaches fewer of them in time: on to where both agree. */
function expectedOfAgeLimit(base: BaseCell, seconds: number): number {
  const hertz = price(base.config, 'core-frequency');
  let more = 0;
  for (let round = 0; round < 30; round++) {
    const framesPerSecond = Math.min(lineRate(base.config), hertz / (base.result.cyclesPerFrame + more));
    more = missesBeyond(base, ({ distance }) => distance > framesPerSecond * seconds);
  }
  return more;
}

interface ReuseAge {
  /** Pages unmapped between the unmap and the map that took it back. */
  readonly distance: number;
  /**
   * Mappings that waited behind it by then: those unmapped since and not taken back. Half of a burst of completions more
   * lie there when the quota looks.
   */
  readonly waiting: number;
}

/**
 * What it costs when reuses beyond some age become misses. Of the pages unmapped in between, those are still waiting that
 * live longer than the distance: the integral of the survival, with the cold ones, which stay.
 */
function missesBeyond(base: BaseCell, isBeyond: (age: ReuseAge) => boolean): number {
  const { reuseDistances } = base;
  const { reuseRate } = base.result;
  const reuses = reuseDistances.reduce((sum, count) => sum + count, 0);
  if (base.config.strategy !== 'optimistic' || reuses === 0) return 0;
  let waiting = 0;
  let lost = 0;
  let younger = 0;
  reuseDistances.forEach((count, bucket) => {
    // Bucket 0 is distance 0, bucket b is 2^(b-1) … 2^b - 1: taken in sixteen slices, evenly filled.
    const from = bucket === 0 ? 0 : 2 ** (bucket - 1);
    const width = (bucket === 0 ? 1 : from) / 16;
    for (let slice = 0; slice < 16; slice++) {
      const share = count / reuses / 16;
      const survival = 1 - reuseRate * (younger + share / 2);
      waiting += survival * width;
      younger += share;
      if (isBeyond({ distance: from + (slice + 0.5) * width, waiting })) lost += share;
    }
  });
  return reuseRate * lost * missCost(base);
}
