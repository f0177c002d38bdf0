/** Where a frame puts its panels. */
export interface PanelGrid {
  readonly columns: number;
  readonly rows: number;
  /** Columns that each panel takes, in order; together they fill every row. */
  readonly spans: readonly number[];
}

/** A column narrower and a row lower than this, in units of the text's size, cannot be read. */
const LEAST_WIDTH = 22;
const LEAST_HEIGHT = 15;
/** A panel is best half as wide again as it is high. */
const BEST_SHAPE = 1.5;

/**
 * The arrangement in which panels are largest, in a space of the given size in CSS pixels, where text has the size `rem`.
 * @param widths columns that each panel needs: 1, or 2 for a wide one
 * @returns undefined when there is no room for all of them: one is shown then, and a choice
 */
export function panelGrid(
  widths: readonly number[],
  width: number,
  height: number,
  rem: number,
): PanelGrid | undefined {
  let best: PanelGrid | undefined;
  let bestSize = 0;
  const most = widths.reduce((sum, one) => sum + one, 0);
  for (let columns = Math.max(...widths); columns <= most; columns++) {
    const spans = fill(widths, columns);
    const rows = spans.reduce((sum, one) => sum + one, 0) / columns;
    const [cellWidth, cellHeight] = [width / columns / rem, height / rows / rem];
    const size = Math.min(cellWidth / BEST_SHAPE, cellHeight);
    if (cellWidth < LEAST_WIDTH || cellHeight < LEAST_HEIGHT || size <= bestSize) continue;
    [best, bestSize] = [{ columns, rows, spans }, size];
  }
  return best;
}

/** One row after the other, in order; the last panel of a row takes what is left of it. */
function fill(widths: readonly number[], columns: number): number[] {
  const spans: number[] = [];
  let left = columns;
  for (const width of widths) {
    if (width > left) {
      spans.push(spans.pop()! + left);
      left = columns;
    }
    spans.push(width);
    left -= width;
  }
  spans.push(spans.pop()! + left);
  return spans;
}
