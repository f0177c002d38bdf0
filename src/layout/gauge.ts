import { ticks } from 'd3';
import { linear } from './linear.ts';
import { onCircle, ringSegment } from './paths.ts';

/** Half the opening of the dial, in radians from the top. */
const SWEEP = (Math.PI / 180) * 108;

/** A tenth of a degree. */
const LEAST = Math.PI / 1800;

/** Geometry of a dial from 0 to a maximum; the centre is the origin. */
export interface Gauge {
  /** Angle of a value, radians clockwise from the top, in tenths of a degree: less is not seen. */
  readonly angle: (value: number) => number;
  /** SVG path of a ring segment between two values. */
  readonly segment: (from: number, to: number) => string;
  /** Point at a value and a distance from the centre. */
  readonly point: (value: number, radius: number) => { readonly x: number; readonly y: number };
  readonly ticks: readonly number[];
}

/** A dial whose ring lies between two radii. */
export function gauge(maximum: number, inner: number, outer: number): Gauge {
  const exact = linear([0, maximum], [-SWEEP, SWEEP]);
  const angle = (value: number): number => Math.round(exact(value) / LEAST) * LEAST;
  return {
    angle,
    segment: (from, to) => ringSegment(inner, outer, angle(from), angle(to)),
    point: (value, radius) => onCircle(angle(value), radius),
    ticks: ticks(0, maximum, 5),
  };
}
