import { and } from '../../../base/bits.ts';
import { Glow } from '../../../layout/glow.ts';
import { cellState, leafTables, type GridArrangement } from '../../../layout/leaf-grids.ts';
import { JUST_WRITTEN, type TablesSection } from '../../../protocol/snapshot.ts';
import { paintCell } from '../../widgets/cell-paint.ts';
import type { Surface } from '../../widgets/painted-canvas.tsx';

/** What is painted. */
export interface PaintedTables {
  readonly tables: TablesSection | undefined;
  /** Whose tables; undefined for all. */
  readonly domainId: number | undefined;
  readonly arrangement: GridArrangement;
  /** Simulated time, ps. */
  readonly now: number;
  /** Whether live cells have the hypervisor's colour. */
  readonly isShadow: boolean;
}

/** A look that no cell has. */
const NOTHING = 0xffff;

/** Paints leaf tables cell by cell and only where something changed since the last time. */
export class GridPainter {
  private painted = new Uint16Array(0);
  private readonly glow: Glow;
  private last: PaintedTables | undefined;

  /** @param isStill whether marks of what was just written do not fade */
  constructor(isStill: boolean) {
    this.glow = new Glow(isStill);
  }

  paint(surface: Surface, shown: PaintedTables): void {
    const { tables, domainId, arrangement, isShadow } = shown;
    const { last } = this;
    if (tables === undefined) return;
    const isFresh =
      surface.isBlank || last?.arrangement !== arrangement || last.domainId !== domainId || last.isShadow !== isShadow;
    if (!isFresh && last.tables === tables && (!this.glow.any || last.now === shown.now)) return;
    const { context } = surface;
    const palette = isShadow ? { ...surface.palette, live: surface.palette.hypervisor } : surface.palette;
    if (isFresh) context.clearRect(0, 0, surface.width, surface.height);
    const count = arrangement.places.length;
    if (isFresh || this.painted.length !== count * 512) this.painted = new Uint16Array(count * 512).fill(NOTHING);
    const rows = leafTables(tables, domainId);
    const stateOf = (cell: number): number => {
      const row = rows[Math.floor(cell / 512)];
      return row === undefined ? 0 : tables.states[row * 512 + (cell % 512)]!;
    };
    const isNews = last?.tables !== tables;
    this.glow.show(count * 512, shown.now, (cell) => isNews && and(stateOf(cell), JUST_WRITTEN) !== 0);
    for (let grid = 0; grid < count; grid++) {
      const { x, y } = arrangement.places[grid]!;
      for (let i = 0; i < 512; i++) {
        const cell = grid * 512 + i;
        const state = cellState(stateOf(cell));
        const look = state + JUST_WRITTEN * this.glow.step(cell);
        if (this.painted[cell] === look) continue;
        this.painted[cell] = look;
        const column = i % arrangement.columns;
        const line = (i - column) / arrangement.columns;
        const size = arrangement.cell;
        paintCell(context, palette, state, x + column * size, y + line * size, size, this.glow.level(cell));
      }
    }
    this.last = shown;
  }
}
