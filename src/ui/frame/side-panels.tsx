import { lazy, Suspense, type ReactNode } from 'react';
import { useView } from '../lab-context.tsx';
import { PanelBoundary } from './panel-boundary.tsx';

// Panels that are there only while they fill the page: their code is fetched when one is first wanted.
const ComparePanel = lazy(async () => ({
  default: (await import('../panels/compare/compare-panel.tsx')).ComparePanel,
}));
const MatrixFiguresPanel = lazy(async () => ({
  default: (await import('../panels/matrix-figures/matrix-figures-panel.tsx')).MatrixFiguresPanel,
}));
const AssessmentPanel = lazy(async () => ({
  default: (await import('../panels/assessment/assessment-panel.tsx')).AssessmentPanel,
}));

const PANELS: Readonly<Record<string, () => ReactNode>> = {
  compare: () => <ComparePanel />,
  'matrix-figures': () => <MatrixFiguresPanel />,
  assessment: () => <AssessmentPanel />,
};

/** The side panel that the viewer has asked for, if any. */
export function SidePanels() {
  const maximized = useView((state) => state.maximized);
  const show = maximized === undefined ? undefined : PANELS[maximized];
  if (show === undefined) return null;
  return (
    <PanelBoundary key={maximized}>
      <Suspense fallback={null}>{show()}</Suspense>
    </PanelBoundary>
  );
}
