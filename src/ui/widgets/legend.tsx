import { CELL_LABEL } from '../../narration/names.ts';
import { CELL } from '../../protocol/snapshot.ts';
import { CellSwatch } from './cell-swatch.tsx';
import './legend.css';

const SHOWN = [CELL.live, CELL.awaitingTeardown, CELL.awaitingFlush, CELL.stale] as const;

/** What the colours and shapes of cells mean. */
export function Legend() {
  return (
    <ul className="legend" aria-label="Legend">
      {SHOWN.map((state) => (
        <li key={state}>
          <CellSwatch state={state} /> {CELL_LABEL[state]}
        </li>
      ))}
      <li>
        <CellSwatch state={CELL.empty} isWritten /> just written
      </li>
    </ul>
  );
}
