import { CELL } from '../../protocol/snapshot.ts';

/** A state's colour and shape for a legend: the same as on the canvases. */
export function CellSwatch({ state, isWritten = false }: { readonly state: number; readonly isWritten?: boolean }) {
  return (
    <svg className="cell-swatch" viewBox="0 0 12 12" aria-hidden="true">
      <rect width="12" height="12" fill={isWritten ? 'var(--written)' : 'var(--track)'} />
      {isWritten && <rect x="2" y="2" width="8" height="8" fill="var(--track)" />}
      {state === CELL.live && <rect width="12" height="12" fill="var(--live)" />}
      {state === CELL.awaitingTeardown && (
        <path d="M0 0h12v12h-12z M3.4 3.4v5.2h5.2v-5.2z" fill="var(--awaiting-teardown)" fillRule="evenodd" />
      )}
      {state === CELL.awaitingFlush && <path d="M0 0l12 12h-12z" fill="var(--awaiting-flush)" />}
      {state === CELL.stale && <path d="M0 0h12v12h-12z M4 4v4h4v-4z" fill="var(--stale)" fillRule="evenodd" />}
      {state === CELL.table && <rect y="6" width="12" height="6" fill="var(--table)" />}
    </svg>
  );
}
