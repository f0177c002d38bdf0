import { PATIENCE_MS } from '../../store/watchdog.ts';
import { useActions, useLab } from '../lab-context.tsx';
import './notices.css';

/** What stands in the way, and what to do about it: an emulator that stopped or hangs, a command that was refused. */
export function Notices({ onRestart }: { readonly onRestart: () => void }) {
  const connection = useLab((state) => state.connection);
  const isBlocked = useLab((state) => state.isBlocked);
  const rejection = useLab((state) => state.rejection);
  const { dismissRejection } = useActions();
  if (connection.kind === 'crashed' || isBlocked) {
    return (
      <div className="notice notice-error" role="alert">
        <p>
          {connection.kind === 'crashed' ? (
            <>
              <strong>The emulator stopped.</strong> {connection.message}. {adviceOn(connection.message)}What is shown
              is its last state.
            </>
          ) : (
            <>
              <strong>The emulator does not answer.</strong> Nothing has come from it for {PATIENCE_MS / 1000} seconds.
              It may be at something long; when it answers, this goes away.
            </>
          )}
        </p>
        <button type="button" title="a new machine with the same settings" onClick={onRestart}>
          Restart the emulator
        </button>
      </div>
    );
  }
  if (rejection === undefined) return null;
  return (
    <div className="notice" role="alert">
      <p>
        <strong>Not done.</strong> {rejection.reason}
      </p>
      <button type="button" onClick={dismissRejection}>
        Close
      </button>
    </div>
  );
}

/** What helps beside a restart. */
function adviceOn(message: string): string {
  return /allocation|out of memory|array length/i.test(message)
    ? 'The browser gave it no more memory: fewer guests, or less memory for each, need less. '
    : '';
}
