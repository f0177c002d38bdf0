import { arc, ticks } from 'd3';
import { linear } from './linear.ts';

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
    segment: (from, to) =>
      arc()({ innerRadius: inner, outerRadius: outer, startAngle: angle(from), endAngle: angle(to) }) ?? '',
    point: (value, radius) => ({ x: Math.sin(angle(value)) * radius, y: -Math.cos(angle(value)) * radius }),
    ticks: ticks(0, maximum, 5),
  };
}
