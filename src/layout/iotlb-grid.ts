/** Where the cells of the IOTLB lie: sets from left to right, ways from top to bottom. Lengths in CSS pixels. */
export interface IotlbGrid {
  readonly sets: number;
  readonly ways: number;
  /** Sets in one band; more sets continue in bands below. */
  readonly setsPerBand: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly bandHeight: number;
  readonly height: number;
}

const BAND_GAP = 6;

/** Fits the cells into a width and a height. */
export function iotlbGrid(sets: number, ways: number, width: number, height: number): IotlbGrid {
  let best: IotlbGrid | undefined;
  for (let bands = 1; bands <= Math.max(1, sets); bands *= 2) {
    const setsPerBand = Math.ceil(sets / bands);
    const cellWidth = Math.floor(width / Math.max(1, setsPerBand));
    const cellHeight = Math.floor(Math.min((height - (bands - 1) * BAND_GAP) / (bands * ways), cellWidth * 1.4));
    const grid = {
      sets,
      ways,
      setsPerBand,
      cellWidth,
      cellHeight,
      bandHeight: cellHeight * ways + BAND_GAP,
      height: bands * cellHeight * ways + (bands - 1) * BAND_GAP,
    };
    const area = cellWidth * cellHeight;
    if (best === undefined || area > best.cellWidth * best.cellHeight) best = grid;
  }
  return best!;
}

/** Left upper corner of cell `set × ways + way`. */
export function iotlbCell(grid: IotlbGrid, cell: number): { readonly x: number; readonly y: number } {
  const set = Math.floor(cell / grid.ways);
  return {
    x: (set % grid.setsPerBand) * grid.cellWidth,
    y: Math.floor(set / grid.setsPerBand) * grid.bandHeight + (cell % grid.ways) * grid.cellHeight,
  };
}

/** The cell under a point, or undefined. */
export function iotlbCellAt(grid: IotlbGrid, x: number, y: number): number | undefined {
  if (grid.cellWidth === 0 || grid.cellHeight === 0 || x < 0 || y < 0) return undefined;
  const inBand = Math.floor(x / grid.cellWidth);
  const band = Math.floor(y / grid.bandHeight);
  const way = Math.floor((y % grid.bandHeight) / grid.cellHeight);
  const set = band * grid.setsPerBand + inBand;
  return inBand < grid.setsPerBand && way < grid.ways && set < grid.sets ? set * grid.ways + way : undefined;
}
