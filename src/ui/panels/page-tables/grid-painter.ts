import { leafTables, type GridArrangement } from '../../../layout/leaf-grids.ts';
import type { TablesSection } from '../../../protocol/snapshot.ts';
import { paintCell } from '../../widgets/cell-paint.ts';
import type { Surface } from '../../widgets/painted-canvas.tsx';

/** What is painted. */
export interface PaintedTables {
  readonly tables: TablesSection | undefined;
  /** Whose tables; undefined for all. */
  readonly domainId: number | undefined;
  readonly arrangement: GridArrangement;
  /** Whether live cells have the hypervisor's colour. */
  readonly isShadow: boolean;
}

/** Paints leaf tables cell by cell and only where something changed since the last time. */
export class GridPainter {
  private painted = new Uint8Array(0);
  private last: PaintedTables | undefined;

  paint(surface: Surface, shown: PaintedTables): void {
    const { tables, domainId, arrangement, isShadow } = shown;
    const { last } = this;
    if (tables === undefined) return;
    const isFresh =
      surface.isBlank || last?.arrangement !== arrangement || last.domainId !== domainId || last.isShadow !== isShadow;
    if (!isFresh && last.tables === tables) return;
    const { context } = surface;
    const palette = isShadow ? { ...surface.palette, live: surface.palette.hypervisor } : surface.palette;
    if (isFresh) context.clearRect(0, 0, surface.width, surface.height);
    const count = arrangement.places.length;
    if (isFresh || this.painted.length !== count * 512) this.painted = new Uint8Array(count * 512).fill(255);
    const rows = leafTables(tables, domainId);
    for (let grid = 0; grid < count; grid++) {
      const row = rows[grid];
      const { x, y } = arrangement.places[grid]!;
      for (let i = 0; i < 512; i++) {
        const raw = row === undefined ? 0 : tables.states[row * 512 + i]!;
        if (this.painted[grid * 512 + i] === raw) continue;
        this.painted[grid * 512 + i] = raw;
        const column = i % arrangement.columns;
        const line = (i - column) / arrangement.columns;
        paintCell(context, palette, raw, x + column * arrangement.cell, y + line * arrangement.cell, arrangement.cell);
      }
    }
    this.last = shown;
  }
}
