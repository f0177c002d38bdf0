import type { ReactNode } from 'react';
import { fetched } from '../fetched.tsx';
import { useView } from '../lab-context.tsx';
import { PanelBoundary } from './panel-boundary.tsx';

// Panels that are there only while they fill the page: their code is fetched when one is first wanted.
const ComparePanel = fetched(
  'The comparison',
  async () => (await import('../panels/compare/compare-panel.tsx')).ComparePanel,
);
const MatrixFiguresPanel = fetched(
  'The matrix in figures',
  async () => (await import('../panels/matrix-figures/matrix-figures-panel.tsx')).MatrixFiguresPanel,
);
const AssessmentPanel = fetched(
  'The assessment',
  async () => (await import('../panels/assessment/assessment-panel.tsx')).AssessmentPanel,
);

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
  return <PanelBoundary key={maximized}>{show()}</PanelBoundary>;
}
