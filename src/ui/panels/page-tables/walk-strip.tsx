import { walkColumns, type WalkColumn } from '../../../layout/walk-columns.ts';
import type { WalkPath } from '../../../layout/walk-path.ts';
import { CELL_LABEL } from '../../../narration/names.ts';
import type { TablesSection } from '../../../protocol/snapshot.ts';
import { CellSwatch } from '../../widgets/cell-swatch.tsx';

export interface WalkStripProps {
  readonly tables: TablesSection;
  readonly path: WalkPath;
  readonly chosen: number | undefined;
  readonly onChoose: (step: number | undefined) => void;
}

/** The walk from left to right: the part of the address that each table is entered with, and the table. */
export function WalkStrip({ tables, path, chosen, onChoose }: WalkStripProps) {
  const columns = walkColumns(tables, path);
  const last = columns.findLastIndex(({ kind, index }) => kind !== 'page' && index !== undefined);
  return (
    <ol className="walk" aria-label={`The walk for I/O virtual address ${path.iova.toString(16)} hexadecimal`}>
      {columns.map((column, i) => (
        <li key={column.title} className="walk-station" data-reached={column.address !== undefined}>
          <span className="walk-title">{column.title}</span>
          <span className="walk-bits" title={`bits ${column.bitsName}`}>
            <code>{column.bits}</code>
          </span>
          {column.kind === 'page' ? (
            <span className="walk-node walk-page">
              <code>{digits(column.address)}</code>
              <span className="walk-index">{column.address === undefined ? 'not mapped' : 'in memory'}</span>
            </span>
          ) : (
            <button
              type="button"
              className="walk-node"
              data-stacked={column.siblings > 1}
              disabled={column.index === undefined}
              aria-pressed={(chosen ?? last) === i}
              aria-label={spoken(column)}
              onClick={() => onChoose(i === last ? undefined : i)}
            >
              <code>{digits(column.address)}</code>
              <span className="walk-index">
                {column.state >= 0 && <CellSwatch state={column.state} />}
                {column.index === undefined ? '–' : `[${column.index}]`}
              </span>
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

function digits(address: number | undefined): string {
  return address === undefined ? '–' : address.toString(16);
}

function spoken({ title, address, index, state, siblings }: WalkColumn): string {
  if (address === undefined || index === undefined) return `${title}: not reached`;
  const what = state < 0 ? '' : `, ${CELL_LABEL[state]}`;
  const among = siblings > 1 ? `, one of ${siblings}` : '';
  return `${title} table at ${address.toString(16)} hexadecimal${among}, entry ${index}${what}: decode`;
}
