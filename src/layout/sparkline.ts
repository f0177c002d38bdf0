import { linear } from './linear.ts';
import { areaBelow, polyline } from './paths.ts';

export interface Sparkline {
  readonly line: string;
  readonly area: string;
  /** Height of the maximum's line. */
  readonly top: number;
}

/** A line through samples, the latest at the right edge, from 0 to `maximum`. */
export function sparkline(
  samples: ArrayLike<number>,
  capacity: number,
  maximum: number,
  width: number,
  height: number,
): Sparkline {
  const y = linear([0, maximum], [height - 1, 4]);
  const step = width / Math.max(1, capacity - 1);
  const points = Array.from({ length: samples.length }, (_, i) => ({
    x: width - (samples.length - 1 - i) * step,
    y: y(samples[i]!),
  }));
  return { line: polyline(points), area: areaBelow(points, height), top: y(maximum) };
}
