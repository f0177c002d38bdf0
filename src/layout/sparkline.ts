import { area, line } from 'd3';
import { linear } from './linear.ts';

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
  const points = Array.from({ length: samples.length }, (_, i): [number, number] => [
    width - (samples.length - 1 - i) * step,
    y(samples[i]!),
  ]);
  return {
    line: line()(points) ?? '',
    area:
      area()
        .x(([x]) => x)
        .y1(([, at]) => at)
        .y0(height)(points) ?? '',
    top: y(maximum),
  };
}
