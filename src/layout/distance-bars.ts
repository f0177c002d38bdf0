/** One bar of the histogram of reuse distances. */
export interface DistanceBar {
  /** Smallest and largest distance of the bucket, in pages unmapped in between. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Height as a share of the highest, 0 … 1. */
  readonly share: number;
}

/** Buckets (bucket b counts 2^(b-1) … 2^b - 1, bucket 0 counts 0) as bars, up to the last that is not empty. */
export function distanceBars(buckets: ArrayLike<number>, least = 12): DistanceBar[] {
  const counts = Array.from({ length: buckets.length }, (_, i) => buckets[i]!);
  const last = counts.findLastIndex((count) => count > 0);
  const highest = Math.max(1, ...counts);
  return counts.slice(0, Math.max(last + 1, Math.min(least, counts.length))).map((count, b) => ({
    from: b === 0 ? 0 : 2 ** (b - 1),
    to: b === 0 ? 0 : 2 ** b - 1,
    count,
    share: count / highest,
  }));
}
