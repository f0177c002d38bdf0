import { linkVertical } from 'd3';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Curves from one point down to several, as SVG paths. */
export function fanOut(from: Point, to: readonly Point[]): string[] {
  const link = linkVertical<{ source: Point; target: Point }, Point>()
    .x(({ x }) => x)
    .y(({ y }) => y);
  return to.map((target) => link({ source: from, target }) ?? '');
}
