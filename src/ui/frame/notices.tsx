import { useActions, useLab } from '../lab-context.tsx';
import './notices.css';

/** What stands in the way, and what to do about it: an emulator that stopped, a command that was refused. */
export function Notices({ onRestart }: { readonly onRestart: () => void }) {
  const connection = useLab((state) => state.connection);
  const rejection = useLab((state) => state.rejection);
  const { dismissRejection } = useActions();
  if (connection.kind === 'crashed') {
    return (
      <div className="notice notice-error" role="alert">
        <p>
          <strong>The emulator stopped.</strong> {connection.message}. What is shown is its last state.
        </p>
        <button type="button" onClick={onRestart}>
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
