import type { Metrics } from '../protocol/snapshot.ts';

/** Counters of one moment. */
interface Sample {
  readonly at: number;
  /** Window of the report; a shorter one than before means that a setting changed and counting begins anew. */
  readonly window: number;
  readonly hits: number;
  readonly misses: number;
  readonly maps: number;
  readonly reused: number;
}

/** Shares over the recent past, from differences of exact counters. */
export interface RecentRates {
  /** Share of translations that the IOTLB answered, 0 … 1; undefined when there were none. */
  readonly hitRate: number | undefined;
  /** Share of map calls that took a mapping back, 0 … 1. */
  readonly reuseRate: number | undefined;
  readonly samples: readonly Sample[];
}

export const EMPTY_RATES: RecentRates = { hitRate: undefined, reuseRate: undefined, samples: [] };

const SAMPLES = 16;
const NOTHING: Sample = { at: 0, window: 0, hits: 0, misses: 0, maps: 0, reused: 0 };

/** Takes in the counters of a report; the oldest of `SAMPLES` samples, at least a sixteenth of the window apart, is the base. */
export function addSample(rates: RecentRates, now: number, metrics: Metrics): RecentRates {
  const sample: Sample = {
    at: now,
    window: metrics.window,
    hits: metrics.iotlbHits,
    misses: metrics.iotlbMisses,
    maps: metrics.maps,
    reused: metrics.reused,
  };
  const last = rates.samples.at(-1);
  // Here by a jump: all that was counted up to this moment is the best that is known.
  if (last === undefined || now < last.at || sample.maps < last.maps) return { ...sharesOf(sample), samples: [sample] };
  if (sample.window < last.window * 0.9) return { ...EMPTY_RATES, samples: [sample] };
  const isDue = now - last.at >= metrics.window / SAMPLES;
  const samples = isDue ? [...rates.samples.slice(1 - SAMPLES), sample] : rates.samples;
  const base = samples[0]!;
  const { hitRate, reuseRate } = sharesOf(sample, base);
  // Too little time has passed to say that nothing happens any more.
  const known = now - base.at < metrics.window / SAMPLES ? rates : EMPTY_RATES;
  return { hitRate: hitRate ?? known.hitRate, reuseRate: reuseRate ?? known.reuseRate, samples };
}

/** Shares of what was counted up to a sample, since another one or since the start. */
function sharesOf(sample: Sample, base: Sample = NOTHING): Omit<RecentRates, 'samples'> {
  const reused = sample.reused - base.reused;
  return {
    hitRate: share(sample.hits - base.hits, sample.misses - base.misses),
    reuseRate: share(reused, sample.maps - base.maps - reused),
  };
}

function share(part: number, rest: number): number | undefined {
  return part + rest > 0 ? part / (part + rest) : undefined;
}
