/**
 * Whether a series of samples has come to rest: the mean of its latest `count` samples lies within `tolerance` of the mean of
 * the `count` before them. A shorter series has not.
 */
export function isSteady(series: ArrayLike<number>, count: number, tolerance: number): boolean {
  const last = series.length;
  if (last < 2 * count) return false;
  let difference = 0;
  for (let i = 1; i <= count; i++) difference += series[last - i]! - series[last - count - i]!;
  return Math.abs(difference / count) <= tolerance;
}
