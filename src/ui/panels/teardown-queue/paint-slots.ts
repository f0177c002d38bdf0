import { slotGrid, type SlotGrid } from '../../../layout/slot-grid.ts';
import { CELL, type FlushSection } from '../../../protocol/snapshot.ts';
import { paintShape } from '../../widgets/cell-paint.ts';
import type { Surface } from '../../widgets/painted-canvas.tsx';
import type { Size } from '../../widgets/use-size.ts';
import { entryOfPage } from './paint-ages.ts';

/** Where the slots of the queue lie. */
export function slotsOf(flush: FlushSection, { width, height }: Size): SlotGrid {
  return slotGrid(Math.max(flush.highWaterMark, flush.length), width, height, { smallest: 3, largest: 16 });
}

/** Paints the flush queue as slots up to the mark at which it is drained; framed where the IOTLB still answers. */
export function paintSlots(
  { context, palette, width, height }: Surface,
  flush: FlushSection | undefined,
  pointed: number | undefined,
): void {
  context.clearRect(0, 0, width, height);
  if (flush === undefined) return;
  const { cell, cells, columns, perCell } = slotsOf(flush, { width, height });
  const marked = entryOfPage(flush, pointed);
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
    if (marked >= 0 && Math.floor(marked / perCell) === i) {
      context.strokeStyle = palette.ink;
      context.lineWidth = 3;
      context.strokeRect(x - 0.5, y - 0.5, size + 1, size + 1);
    }
  }
}
