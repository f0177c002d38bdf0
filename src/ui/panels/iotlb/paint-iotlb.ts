import { and } from '../../../base/bits.ts';
import type { Glow } from '../../../layout/glow.ts';
import { iotlbCell, type IotlbGrid } from '../../../layout/iotlb-grid.ts';
import { cellState } from '../../../layout/leaf-grids.ts';
import { CELL, JUST_WRITTEN, type IotlbSection } from '../../../protocol/snapshot.ts';
import { paintShape } from '../../widgets/cell-paint.ts';
import type { Surface } from '../../widgets/painted-canvas.tsx';

/** Paints every cell: state as colour and shape, recency as a bar below, filled just now and hit just now as outlines. */
export function paintIotlb(
  { context, palette, width, height }: Surface,
  iotlb: IotlbSection | undefined,
  grid: IotlbGrid,
  pointed: number | undefined,
  glow?: IotlbGlow,
): void {
  context.clearRect(0, 0, width, height);
  if (iotlb === undefined || grid.cellWidth === 0) return;
  const gap = grid.cellWidth > 12 ? 3 : 1;
  const bar = grid.cellHeight > 14 ? 3 : 0;
  const [w, h] = [grid.cellWidth - gap, grid.cellHeight - gap];
  for (let cell = 0; cell < iotlb.sets * iotlb.ways; cell++) {
    const { x, y } = iotlbCell(grid, cell);
    const raw = iotlb.state[cell]!;
    const state = cellState(raw);
    paintShape(context, palette, state, x, y, w, h - bar - (bar > 0 ? 1 : 0));
    if (bar > 0 && state !== CELL.empty) {
      context.fillStyle = palette.inkSoft;
      context.fillRect(x, y + h - bar, (w * (iotlb.order[cell]! + 1)) / iotlb.ways, bar - 1);
    }
    const written = and(raw, JUST_WRITTEN) === 0 ? 0 : 1;
    outline(context, palette.written, x, y, w, h - bar, glow?.filled.level(cell) ?? written);
    outline(context, palette.reused, x, y, w, h - bar, cell === iotlb.latestHit ? 1 : (glow?.hit.level(cell) ?? 0));
    if (holdsPage(iotlb, cell, pointed)) outline(context, palette.ink, x, y, w, h - bar);
  }
}

/** Whether a cell answers for the page that is pointed at. */
function holdsPage({ iova, pageShift }: IotlbSection, cell: number, pointed: number | undefined): boolean {
  const shift = pageShift[cell]!;
  return shift !== 0 && pointed !== undefined && pointed - (pointed % 2 ** shift) === iova[cell];
}

/** What was filled and what answered lately, fading. */
export interface IotlbGlow {
  readonly filled: Glow;
  readonly hit: Glow;
}

/** Takes in the cells of a state that is shown. */
export function glowIotlb({ filled, hit }: IotlbGlow, iotlb: IotlbSection, now: number, isNews: boolean): void {
  const count = iotlb.sets * iotlb.ways;
  filled.show(count, now, (cell) => isNews && and(iotlb.state[cell]!, JUST_WRITTEN) !== 0);
  hit.show(count, now, (cell) => isNews && cell === iotlb.latestHit);
}

function outline(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  w: number,
  h: number,
  strength = 1,
): void {
  if (strength === 0) return;
  context.globalAlpha = strength;
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  context.strokeRect(x + 0.5, y + 0.5, w - 1, h - 2);
  context.globalAlpha = 1;
}
