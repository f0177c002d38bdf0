import { useRef } from 'react';
import { useActions, useLab } from '../lab-context.tsx';
import '../frame/notices.css';

/** What a viewer has to know of the link or file that was opened: what was left out, what is missing, what was wrong. */
export function ArrivalWords() {
  const { notes, wanting, refused } = useLab((state) => state.arrival);
  const { dismissArrival, openFile } = useActions();
  const picker = useRef<HTMLInputElement>(null);
  const recording = wanting?.recording;
  return (
    <>
      {refused !== undefined && (
        <div className="notice notice-error" role="alert">
          <p>
            <strong>{refused.name} was not opened.</strong> {refused.reason}. The machine goes on as before.
          </p>
          <button type="button" onClick={dismissArrival}>
            Close
          </button>
        </div>
      )}
      {recording !== undefined && (
        <div className="notice" role="alert">
          <p>
            <strong>The recording {recording.name} is needed</strong> to show this moment. It is not part of the link:
            open it here, or drop it on the page.
          </p>
          <button type="button" onClick={() => picker.current?.click()}>
            Open it
          </button>
          <button type="button" onClick={dismissArrival}>
            Go on without
          </button>
          <input
            ref={picker}
            type="file"
            hidden
            aria-label="The recording that the link needs"
            onChange={(event) => {
              const chosen = event.target.files?.[0];
              event.target.value = '';
              if (chosen !== undefined) void openFile(chosen);
            }}
          />
        </div>
      )}
      {notes.length > 0 && (
        <div className="notice" role="status">
          <p>
            <strong>Not all of the link was taken.</strong> {notes.map(({ message }) => message).join(' · ')}
          </p>
          <button type="button" onClick={dismissArrival}>
            Close
          </button>
        </div>
      )}
    </>
  );
}
