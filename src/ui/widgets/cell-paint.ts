import { cellState } from '../../layout/leaf-grids.ts';
import { CELL } from '../../protocol/snapshot.ts';
import type { Palette } from '../theme/palette.ts';

/**
 * Draws one translation as colour and shape: live is full, awaiting teardown hollow, awaiting flush half, stale crossed or
 * dotted, a pointer to a table low and grey; just written has an outline, as strong as its
 * `glow` (0 … 1). The box is cleared first; `width` includes the gap to the next cell.
 */
export function paintCell(
  context: CanvasRenderingContext2D,
  palette: Palette,
  raw: number,
  x: number,
  y: number,
  width: number,
  glow = 0,
): void {
  const height = width;
  const gap = Math.min(width, height) >= 8 ? 2 : 1;
  context.clearRect(x, y, width, height);
  // In cells of few pixels the mark must not drown the state.
  const isWritten = glow > (width < 6 ? 0.8 : 0);
  const inset = isWritten ? 1 : 0;
  const w = width - gap - 2 * inset + (isWritten ? gap : 0);
  const h = height - gap - 2 * inset + (isWritten ? gap : 0);
  if (isWritten) {
    context.globalAlpha = 0.25 + 0.75 * glow;
    context.fillStyle = palette.written;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
  }
  paintShape(context, palette, cellState(raw), x + inset, y + inset, w, h);
}

/** The shape alone, in a box without gap. */
export function paintShape(
  context: CanvasRenderingContext2D,
  palette: Palette,
  state: number,
  x: number,
  y: number,
  w: number,
  h: number,
): void {
  const least = Math.min(w, h);
  context.fillStyle = palette.track;
  context.fillRect(x, y, w, h);
  switch (state) {
    case CELL.live:
      context.fillStyle = palette.live;
      context.fillRect(x, y, w, h);
      break;
    case CELL.awaitingTeardown: {
      const border = Math.max(1, Math.round(least * 0.28));
      context.fillStyle = palette.awaitingTeardown;
      context.fillRect(x, y, w, h);
      context.fillStyle = palette.panel;
      context.fillRect(x + border, y + border, w - 2 * border, h - 2 * border);
      break;
    }
    case CELL.awaitingFlush:
      context.fillStyle = palette.awaitingFlush;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + w, y + h);
      context.lineTo(x, y + h);
      context.fill();
      break;
    case CELL.stale: {
      context.fillStyle = palette.stale;
      context.fillRect(x, y, w, h);
      const dot = Math.max(1, Math.round(least * 0.34));
      context.fillStyle = palette.panel;
      context.fillRect(x + (w - dot) / 2, y + (h - dot) / 2, dot, dot);
      break;
    }
    case CELL.table:
      context.fillStyle = palette.table;
      context.fillRect(x, y + h / 2, w, h / 2);
      break;
    default:
  }
}
