import { useLayoutEffect, useState, type ComponentType } from 'react';
import './frame/notices.css';

/**
 * A part of the page whose code is fetched when it is first shown. What could not be fetched is named in place and asked for again
 * on demand; until it is there, nothing stands there.
 * @param what the part, as a sentence begins with it
 */
export function fetched<Props extends object>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  return function Fetched(props: Props) {
    const [Part, setPart] = useState<ComponentType<Props>>();
    const [isMissing, setMissing] = useState(false);
    const [attempt, setAttempt] = useState(0);
    // Before anything is painted: what has been fetched before is there at once.
    useLayoutEffect(() => {
      let isCurrent = true;
      const take = async (): Promise<void> => {
        const loaded = await load().catch(() => undefined);
        if (!isCurrent) return;
        if (loaded === undefined) setMissing(true);
        else setPart(() => loaded);
      };
      void take();
      return () => {
        isCurrent = false;
      };
    }, [attempt]);
    if (Part !== undefined) return <Part {...props} />;
    if (!isMissing) return null;
    return (
      <NotFetched
        what={what}
        onRetry={() => {
          setMissing(false);
          setAttempt(attempt + 1);
        }}
      />
    );
  };
}

/** What stands in the place of a part that could not be fetched. */
export function NotFetched({ what, onRetry }: { readonly what: string; readonly onRetry: () => void }) {
  return (
    <div className="notice notice-error" role="alert">
      <p>{what} could not be fetched.</p>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

/** Marks a button whose part could not be fetched: pressing it tries again. */
export function NotReached() {
  return (
    <>
      <span aria-hidden="true"> ⚠</span>
      <span className="visually-hidden"> (not reached)</span>
    </>
  );
}
