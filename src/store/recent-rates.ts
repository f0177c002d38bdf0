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
  if (last !== undefined && (now < last.at || sample.maps < last.maps || sample.window < last.window * 0.9))
    return { ...EMPTY_RATES, samples: [sample] };
  const isDue = last === undefined || now - last.at >= metrics.window / SAMPLES;
  const samples = isDue ? [...rates.samples.slice(1 - SAMPLES), sample] : rates.samples;
  const base = samples[0]!;
  return {
    hitRate: share(sample.hits - base.hits, sample.misses - base.misses),
    reuseRate: share(sample.reused - base.reused, sample.maps - base.maps - (sample.reused - base.reused)),
    samples,
  };
}

function share(part: number, rest: number): number | undefined {
  return part + rest > 0 ? part / (part + rest) : undefined;
}
