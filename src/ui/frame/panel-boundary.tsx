import type { ReactNode } from 'react';
import { ErrorBoundary } from './error-boundary.tsx';

/** Keeps an error of one panel to that panel: the others go on. */
export function PanelBoundary({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorBoundary
      renderFailure={(message, retry) => (
        <section className="panel" role="alert">
          <p>This panel ran into an error of its own: {message}. The machine and the other panels go on.</p>
          <button type="button" onClick={retry}>
            Show it again
          </button>
        </section>
      )}
    >
      {children}
    </ErrorBoundary>
  );
}
