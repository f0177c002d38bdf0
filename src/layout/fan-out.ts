import { verticalLink } from './paths.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Curves from one point down to several, as SVG paths. */
export function fanOut(from: Point, to: readonly Point[]): string[] {
  return to.map((target) => verticalLink(from, target));
}
