import { ageColumns, blockOfEntry, type AgeColumns } from '../../../layout/age-columns.ts';
import { paintShape } from '../../widgets/cell-paint.ts';
import type { Surface } from '../../widgets/painted-canvas.tsx';
import type { Size } from '../../widgets/use-size.ts';

/** What the axis needs of a queue. */
export interface WaitingEntries {
  readonly state: number;
  readonly length: number;
  /** Time left until each entry's end, ps. */
  readonly left: (i: number, now: number) => number;
  /** First address of each. */
  readonly iova: Float64Array;
  readonly domainId: Uint16Array;
  readonly pages: Uint16Array;
}

/** The blocks of a queue in a space. */
export function pilesOf(entries: WaitingEntries, limit: number, now: number, { width, height }: Size): AgeColumns {
  const waited = (i: number): number => limit - entries.left(i, now);
  return ageColumns(waited, entries.length, limit, width - 4, height - 3, { smallest: 3, largest: 9 });
}

/** The entry that starts at a page or reaches over it. */
export function entryOfPage({ iova, pages }: Pick<WaitingEntries, 'iova' | 'pages'>, page: number | undefined): number {
  return page === undefined ? -1 : iova.findIndex((from, i) => page >= from && page < from + 4096 * pages[i]!);
}

/** Piles the entries up by how long they have waited; the line at the right is the end. Framed is the page pointed at. */
export function paintAges(
  { context, palette, width, height }: Surface,
  entries: WaitingEntries | undefined,
  limit: number,
  now: number,
  pointed: number | undefined,
): void {
  context.clearRect(0, 0, width, height);
  context.fillStyle = palette.line;
  context.fillRect(0, height - 1, width, 1);
  context.fillStyle = palette.stale;
  context.fillRect(width - 2, 0, 2, height);
  if (entries === undefined || entries.length === 0) return;
  const piles = pilesOf(entries, limit, now, { width, height });
  const { block, counts, perBlock } = piles;
  for (let column = 0; column < counts.length; column++) {
    const blocks = Math.ceil(counts[column]! / perBlock);
    for (let i = 0; i < blocks; i++) {
      paintShape(context, palette, entries.state, column * block, height - 2 - (i + 1) * block, block - 1, block - 1);
    }
  }
  const marked = entryOfPage(entries, pointed);
  if (marked < 0) return;
  const { column, level } = blockOfEntry(piles, (i) => limit - entries.left(i, now), limit, marked);
  context.strokeStyle = palette.ink;
  context.lineWidth = 2;
  context.strokeRect(column * block - 1, height - 3 - (level + 1) * block, block + 1, block + 1);
}
