import type { TablesSection } from '../protocol/snapshot.ts';
import { CELL } from '../protocol/snapshot.ts';
import { and } from '../base/bits.ts';

/** Entries of a table. */
const ENTRIES = 512;
/** The part of a state that tells what a cell is, without the mark of being just written. */
const WHAT = 0x0f;

/** What a cell is, without the mark of being just written. */
export function cellState(raw: number): number {
  return and(raw, WHAT);
}

/**
 * Rows of the tables that hold leaves, in order of the IOVAs they cover: every table of level 1, and tables above that map
 * large pages. With a domain, those of its tree alone.
 */
export function leafTables(tables: TablesSection, domainId?: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < tables.address.length; row++) {
    if (domainId !== undefined && tables.domainId[row] !== domainId) continue;
    if (tables.level[row] === 1 || hasLargeLeaf(tables, row)) rows.push(row);
  }
  return rows.sort(
    (a, b) => tables.domainId[a]! - tables.domainId[b]! || tables.iovaBase[a]! - tables.iovaBase[b]! || a - b,
  );
}

function hasLargeLeaf({ states }: TablesSection, row: number): boolean {
  for (let i = row * ENTRIES; i < (row + 1) * ENTRIES; i++) {
    const state = cellState(states[i]!);
    if (state !== CELL.empty && state !== CELL.table) return true;
  }
  return false;
}

/** Where the grids of equally large tables lie. Lengths in CSS pixels; a cell includes the gap to the next. */
export interface GridArrangement {
  readonly columns: number;
  readonly rows: number;
  readonly cell: number;
  readonly gridWidth: number;
  readonly gridHeight: number;
  /** Grids side by side. */
  readonly across: number;
  /** Left upper corners, without the caption above each. */
  readonly places: readonly { readonly x: number; readonly y: number }[];
  /** Tables for which there was no room. */
  readonly hidden: number;
}

export interface GridSpace {
  readonly width: number;
  readonly height: number;
  /** Height of the caption above each grid, and the gap between grids. */
  readonly caption: number;
  readonly gap: number;
  readonly largestCell: number;
  readonly smallestCell: number;
}

/**
 * Places `count` tables of 512 cells so that the cells become as large as they can. Shapes tried: 128 × 4, 64 × 8, 32 × 16.
 *
 * ```text
 *  fffb8000        ffe00000
 *  ▪▪▫▪▪▫▪▪▪▪      ▪▪▪▪▫▪▪▪▪▪
 *  ▪▪▪▪▪▪▫▪▪▪      ▪▫▪▪▪▪▪▪▪▪
 * ```
 */
export function arrangeGrids(count: number, space: GridSpace): GridArrangement {
  let best: GridArrangement | undefined;
  for (const columns of [64, 128, 32]) {
    for (let across = 1; across <= Math.max(1, count); across++) {
      const candidate = arrange(count, columns, across, space);
      if (candidate === undefined) continue;
      const isBetter =
        best === undefined ||
        candidate.hidden < best.hidden ||
        (candidate.hidden === best.hidden && candidate.cell > best.cell);
      if (isBetter) best = candidate;
    }
  }
  return best ?? { ...EMPTY, hidden: count };
}

const EMPTY: GridArrangement = {
  columns: 64,
  rows: 8,
  cell: 0,
  gridWidth: 0,
  gridHeight: 0,
  across: 1,
  places: [],
  hidden: 0,
};

function arrange(count: number, columns: number, across: number, space: GridSpace): GridArrangement | undefined {
  const rows = ENTRIES / columns;
  const widthForCells = (space.width - (across - 1) * space.gap) / across;
  const deep = Math.ceil(count / across);
  const fit = (bands: number) =>
    Math.floor(
      Math.min(widthForCells / columns, ((space.height + space.gap) / bands - space.gap - space.caption) / rows),
    );
  // When not all fit at the smallest size, as many bands as do.
  let bands = deep;
  while (bands > 1 && fit(bands) < space.smallestCell) bands -= 1;
  const cell = Math.min(space.largestCell, fit(bands));
  if (cell < space.smallestCell) return undefined;
  const shown = Math.min(count, bands * across);
  const gridWidth = columns * cell;
  const gridHeight = rows * cell;
  const pitchX = across > 1 ? (space.width - gridWidth) / (across - 1) : 0;
  const pitchY = gridHeight + space.caption + space.gap;
  const stepX = Math.min(pitchX, gridWidth + 3 * space.gap);
  return {
    columns,
    rows,
    cell,
    gridWidth,
    gridHeight,
    across,
    places: Array.from({ length: shown }, (_, i) => ({
      x: Math.round((i % across) * stepX),
      y: Math.round(Math.floor(i / across) * pitchY + space.caption),
    })),
    hidden: count - shown,
  };
}

/** The grid and entry under a point, if any. */
export function cellAtPoint(
  arrangement: GridArrangement,
  x: number,
  y: number,
): { readonly grid: number; readonly index: number } | undefined {
  const { places, gridWidth, gridHeight, cell, columns } = arrangement;
  const grid = places.findIndex(
    (place) => x >= place.x && x < place.x + gridWidth && y >= place.y && y < place.y + gridHeight,
  );
  if (grid < 0) return undefined;
  const place = places[grid]!;
  return { grid, index: Math.floor((y - place.y) / cell) * columns + Math.floor((x - place.x) / cell) };
}
