import { slotGrid } from '../../../layout/slot-grid.ts';
import { CELL, type FlushSection } from '../../../protocol/snapshot.ts';
import { paintShape } from '../../widgets/cell-paint.ts';
import type { Surface } from '../../widgets/painted-canvas.tsx';

/** Paints the flush queue as slots up to the mark at which it is drained; framed where the IOTLB still answers. */
export function paintSlots({ context, palette, width, height }: Surface, flush: FlushSection | undefined): void {
  context.clearRect(0, 0, width, height);
  if (flush === undefined) return;
  const slots = Math.max(flush.highWaterMark, flush.length);
  const { cell, cells, columns, perCell } = slotGrid(slots, width, height, { smallest: 3, largest: 16 });
  const size = cell - (cell >= 8 ? 2 : 1);
  for (let i = 0; i < cells; i++) {
    const x = (i % columns) * cell;
    const y = Math.floor(i / columns) * cell;
    const isTaken = i * perCell < flush.length;
    paintShape(context, palette, isTaken ? CELL.awaitingFlush : CELL.empty, x, y, size, size);
    if (isTaken && perCell === 1 && flush.cached[i] === 1) {
      context.strokeStyle = palette.ink;
      context.lineWidth = 1.5;
      context.strokeRect(x + 0.75, y + 0.75, size - 1.5, size - 1.5);
    }
  }
}
