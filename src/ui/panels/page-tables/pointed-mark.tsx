import { useRef } from 'react';
import { cellOfPage } from '../../../layout/pointed-cell.ts';
import type { GridArrangement } from '../../../layout/leaf-grids.ts';
import type { TablesSection } from '../../../protocol/snapshot.ts';
import { usePaint } from '../../lab-context.tsx';

/** A frame around the entry of the page that is pointed at; follows the pointer without rendering anything. */
export function PointedMark(props: {
  readonly tables: TablesSection;
  readonly rows: readonly number[];
  readonly arrangement: GridArrangement;
}) {
  const mark = useRef<HTMLSpanElement>(null);
  usePaint((_, pointed) => {
    const { tables, rows, arrangement } = props;
    const found = pointed === undefined ? undefined : cellOfPage(tables, rows, pointed);
    const place = found && arrangement.places[found.grid];
    const style = mark.current?.style;
    if (style === undefined) return;
    style.display = place === undefined ? 'none' : 'block';
    if (found === undefined || place === undefined) return;
    const { columns, cell } = arrangement;
    const [x, y] = [
      place.x + (found.index % columns) * cell - 3,
      place.y + Math.floor(found.index / columns) * cell - 3,
    ];
    style.transform = `translate(${x}px, ${y}px)`;
    style.width = style.height = `${cell + 5}px`;
  });
  return <span ref={mark} className="leaf-pointed" />;
}
