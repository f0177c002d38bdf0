import { ageColumns } from '../../../layout/age-columns.ts';
import { paintShape } from '../../widgets/cell-paint.ts';
import type { Surface } from '../../widgets/painted-canvas.tsx';

/** What the axis needs of a queue. */
export interface WaitingEntries {
  readonly state: number;
  readonly length: number;
  /** Time left until each entry's end, ps. */
  readonly left: (i: number, now: number) => number;
}

/** Piles the entries up by how long they have waited; the line at the right is the end. */
export function paintAges(
  { context, palette, width, height }: Surface,
  entries: WaitingEntries | undefined,
  limit: number,
  now: number,
): void {
  context.clearRect(0, 0, width, height);
  context.fillStyle = palette.line;
  context.fillRect(0, height - 1, width, 1);
  context.fillStyle = palette.stale;
  context.fillRect(width - 2, 0, 2, height);
  if (entries === undefined || entries.length === 0) return;
  const waited = (i: number): number => limit - entries.left(i, now);
  const piles = ageColumns(waited, entries.length, limit, width - 4, height - 3, { smallest: 3, largest: 9 });
  const { block, counts, perBlock } = piles;
  for (let column = 0; column < counts.length; column++) {
    const blocks = Math.ceil(counts[column]! / perBlock);
    for (let i = 0; i < blocks; i++) {
      paintShape(context, palette, entries.state, column * block, height - 2 - (i + 1) * block, block - 1, block - 1);
    }
  }
}
