import { ticks } from 'd3';
import { linear } from './linear.ts';
import { onCircle, ringSegment } from './paths.ts';

/** Half the opening of the dial, in radians from the top. */
const SWEEP = (Math.PI / 180) * 108;

/** Geometry of a dial from 0 to a maximum; the centre is the origin. */
export interface Gauge {
  /** Angle of a value, radians clockwise from the top. */
  readonly angle: (value: number) => number;
  /** SVG path of a ring segment between two values. */
  readonly segment: (from: number, to: number) => string;
  /** Point at a value and a distance from the centre. */
  readonly point: (value: number, radius: number) => { readonly x: number; readonly y: number };
  readonly ticks: readonly number[];
}

/** A dial whose ring lies between two radii. */
export function gauge(maximum: number, inner: number, outer: number): Gauge {
  const angle = linear([0, maximum], [-SWEEP, SWEEP]);
  return {
    angle,
    segment: (from, to) => ringSegment(inner, outer, angle(from), angle(to)),
    point: (value, radius) => onCircle(angle(value), radius),
    ticks: ticks(0, maximum, 5),
  };
}
