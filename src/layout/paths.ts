/*
 * The few SVG paths that the pictures need. (The shapes of d3 come as one piece, with every curve and symbol there is:
 * twenty kilobytes.)
 */

interface Point {
  readonly x: number;
  readonly y: number;
}

const text = ({ x, y }: Point): string => `${round(x)},${round(y)}`;
/** A thousandth of a pixel is not seen. */
const round = (value: number): number => Math.round(value * 1000) / 1000;

/** A line from point to point; empty without points. */
export function polyline(points: readonly Point[]): string {
  return points.length === 0 ? '' : `M${points.map(text).join('L')}`;
}

/** What lies between that line and the height `base`. */
export function areaBelow(points: readonly Point[], base: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  return `${polyline(points)}L${text({ x: last.x, y: base })}L${text({ x: first.x, y: base })}Z`;
}

/** A curve that leaves one point and reaches the other vertically. */
export function verticalLink(from: Point, to: Point): string {
  const y = (from.y + to.y) / 2;
  return `M${text(from)}C${text({ x: from.x, y })},${text({ x: to.x, y })},${text(to)}`;
}

/** A place on a circle around the origin; radians clockwise from the top. */
export function onCircle(angle: number, radius: number): Point {
  return { x: Math.sin(angle) * radius, y: -Math.cos(angle) * radius };
}

/** The piece of a ring around the origin between two angles and two radii; empty when the angles are the same. */
export function ringSegment(inner: number, outer: number, from: number, to: number): string {
  if (to === from) return '';
  const isLarge = Math.abs(to - from) > Math.PI ? 1 : 0;
  const isClockwise = to > from ? 1 : 0;
  const arc = (radius: number, sweep: number, angle: number): string =>
    `A${radius},${radius},0,${isLarge},${sweep},${text(onCircle(angle, radius))}`;
  const start = `M${text(onCircle(from, outer))}${arc(outer, isClockwise, to)}`;
  return `${start}L${text(onCircle(to, inner))}${arc(inner, 1 - isClockwise, from)}Z`;
}
