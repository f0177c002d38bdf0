import { useMemo, useRef } from 'react';
import { fanOut } from '../../../layout/fan-out.ts';
import { arrangeGrids, cellAtPoint, leafTables } from '../../../layout/leaf-grids.ts';
import { domainOfSource } from '../../../layout/trees.ts';
import { iovaOfCell, sourceOfDomain } from '../../../layout/walk-path.ts';
import { leafTableInWords, leafCellInWords } from '../../../narration/table-words.ts';
import { formatSourceIdText } from '../../../narration/source-id.ts';
import { counted } from '../../../narration/format.ts';
import type { TablesSection } from '../../../protocol/snapshot.ts';
import { useActions, useLab, useLabInstance } from '../../lab-context.tsx';
import { CellPicker } from '../../widgets/cell-picker.tsx';
import { wantsStillness } from '../../widgets/wants-stillness.ts';
import { PaintedCanvas } from '../../widgets/painted-canvas.tsx';
import { useRem } from '../../widgets/use-rem.ts';
import { useSize } from '../../widgets/use-size.ts';
import { entryCell } from './entry-cell.ts';
import { GridPainter } from './grid-painter.ts';
import { PointedMark } from './pointed-mark.tsx';
import type { Tree } from './trees.ts';

/** Height of a caption in rem, and of the curves above the first grids. */
const CAPTION = 1.35;
const LINKS = 1.2;

export interface LeafGridsProps {
  readonly tree: Tree;
  /** Whether the walk above is this tree's alone, so that the tables can be joined to it. */
  readonly isAlone: boolean;
  /** The tree in whose domains a selection is kept. */
  readonly guestTables: TablesSection;
}

/** All leaf tables of a tree as grids of 512 cells, joined to the table above them; any cell can be chosen. */
export function LeafGrids({ tree, isAlone, guestTables }: LeafGridsProps) {
  const { tables, path, section, side, label } = tree;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const { select } = useActions();
  const isPinned = useLab((state) => state.selection.kind === 'iova');
  const rem = useRem(size);
  const painter = useRef<GridPainter>(undefined);
  painter.current ??= new GridPainter(wantsStillness());

  // Two trees side by side have room for the tables of the device that is looked at.
  const domainId = isAlone ? undefined : path.domainId;
  const rows = useMemo(() => leafTables(tables, domainId), [tables, domainId]);
  const top = isAlone ? LINKS * rem : 0;
  const arrangement = useMemo(
    () =>
      arrangeGrids(rows.length, {
        width: size.width,
        height: size.height - top,
        caption: Math.round(CAPTION * rem),
        gap: 10,
        largestCell: Math.round(rem),
        smallestCell: 2,
      }),
    [rows.length, size.width, size.height, top, rem],
  );
  const leaf = path.steps.at(-1);
  const grid = leaf === undefined ? -1 : rows.indexOf(leaf.row);
  const place = arrangement.places[grid];
  const chosen = leaf !== undefined && grid >= 0 ? grid * 512 + leaf.index : undefined;
  const cellOf = (cell: number) => ({ row: rows[Math.floor(cell / 512)]!, index: cell % 512 });
  const { view } = useLabInstance();
  const choose = (cell: number | undefined): void => {
    if (cell === undefined) {
      select({ kind: 'latest' });
      view.setState({ chosenCell: undefined });
    } else {
      const { row, index } = cellOf(cell);
      const address = tables.address[row]! + 8 * index;
      const iova = iovaOfCell(tables, row, index);
      view.setState({ chosenCell: { ...entryCell(side, tables.level[row]!, index, address), iova } });
      const guestDomain = domainOfSource(guestTables, sourceOfDomain(tables, tables.domainId[row]!));
      select({ kind: 'iova', domainId: guestDomain, iova: iovaOfCell(tables, row, index) });
    }
  };
  // The stations of the walk are equally wide: the one above the leaf's is the third from the right.
  const stations = path.levels + 3;
  const from = { x: (size.width * (stations - 2.5)) / stations, y: 0 };
  const parent = leaf === undefined ? -1 : tables.parent[leaf.row]!;
  const children = rows.flatMap((row, i) =>
    tables.parent[row] === parent && i < Math.min(arrangement.across, arrangement.places.length) ? [i] : [],
  );
  const tops = children.map((i) => ({ x: arrangement.places[i]!.x + arrangement.gridWidth / 2, y: top }));

  return (
    <div ref={box} className="leaf-grids">
      {isAlone && (
        <svg className="leaf-links" aria-hidden="true">
          {fanOut(from, tops).map((d, i) => (
            <path key={children[i]} d={d} data-chosen={children[i] === grid} />
          ))}
        </svg>
      )}
      <CellPicker
        className="leaf-picker"
        label={`Leaf tables${isAlone ? '' : ` of the ${label}`}: choose an entry`}
        count={rows.length * 512}
        chosen={isPinned ? chosen : undefined}
        describe={(cell) => {
          const { row, index } = cellOf(cell);
          return leafCellInWords(tables, row, index);
        }}
        cellAt={(x, y) => {
          const hit = cellAtPoint(arrangement, x, y - top);
          return hit === undefined ? undefined : hit.grid * 512 + hit.index;
        }}
        next={(cell, direction) => nextCell(cell, direction, arrangement.columns, rows.length * 512)}
        onChoose={choose}
        iovaOf={(cell) => {
          const { row, index } = cellOf(cell);
          return iovaOfCell(tables, row, index);
        }}
      >
        <div className="leaf-canvas" style={{ top }}>
          <PaintedCanvas
            size={{ width: size.width, height: Math.max(0, size.height - top) }}
            paint={(surface, state) =>
              painter.current!.paint(surface, {
                tables: state.sections[section],
                domainId,
                arrangement,
                now: state.now,
                isShadow: side === 'shadow',
              })
            }
          />
          {arrangement.places.map(({ x, y }, i) => (
            <span
              key={rows[i]}
              className="leaf-caption mono"
              style={{ left: x, top: y - CAPTION * rem, width: arrangement.gridWidth }}
              data-chosen={i === grid}
            >
              {!isAlone && <span className="leaf-side">{label} </span>}
              {tables.iovaBase[rows[i]!]!.toString(16)} {arrangement.gridWidth > 11 * rem && deviceOf(tables, rows[i]!)}
            </span>
          ))}
          <PointedMark tables={tables} rows={rows} arrangement={arrangement} />
          {place !== undefined && leaf !== undefined && (
            <span
              className="leaf-chosen"
              style={{
                left: place.x + (leaf.index % arrangement.columns) * arrangement.cell - 2,
                top: place.y + Math.floor(leaf.index / arrangement.columns) * arrangement.cell - 2,
                width: arrangement.cell + 3,
                height: arrangement.cell + 3,
              }}
            />
          )}
        </div>
      </CellPicker>
      {arrangement.hidden > 0 && <p className="leaf-hidden soft">{counted(arrangement.hidden, 'more table')}</p>}
      <ul className="visually-hidden">
        {rows.map((row) => (
          <li key={row}>{leafTableInWords(tables, row)}</li>
        ))}
      </ul>
    </div>
  );
}

/** The device whose table it is, when there are several. */
function deviceOf(tables: TablesSection, row: number): string {
  if (tables.contextSource.length < 2) return '';
  const source = sourceOfDomain(tables, tables.domainId[row]!);
  return source === undefined ? '' : formatSourceIdText(source);
}

function nextCell(cell: number, direction: 'left' | 'right' | 'up' | 'down', columns: number, count: number): number {
  const step = { left: -1, right: 1, up: -columns, down: columns }[direction];
  return Math.min(count - 1, Math.max(0, cell + step));
}
