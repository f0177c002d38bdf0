import type { ReactNode } from 'react';
import { ErrorBoundary } from './error-boundary.tsx';

/** Around everything of one instance: an error of the page's own is said in its place, and one click starts again. */
export function LabBoundary({ onRestart, children }: { readonly onRestart: () => void; readonly children: ReactNode }) {
  return (
    <ErrorBoundary
      renderFailure={(message, retry) => (
        <main className="failure" role="alert">
          <h1>viommu-lab</h1>
          <p>The page ran into an error of its own and cannot go on: {message}</p>
          <button
            type="button"
            onClick={() => {
              onRestart();
              retry();
            }}
          >
            Start again
          </button>
        </main>
      )}
    >
      {children}
    </ErrorBoundary>
  );
}
