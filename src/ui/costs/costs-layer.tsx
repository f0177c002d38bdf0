import { lazy, Suspense } from 'react';
import { PanelBoundary } from '../frame/panel-boundary.tsx';
import { useView } from '../lab-context.tsx';

const CostTable = lazy(async () => ({ default: (await import('./cost-table.tsx')).CostTable }));

/** The table of prices while it is open; fetched when it is first wanted. */
export function CostsLayer() {
  const isOpen = useView(({ showsCosts }) => showsCosts);
  if (!isOpen) return null;
  return (
    <PanelBoundary>
      <Suspense fallback={null}>
        <CostTable />
      </Suspense>
    </PanelBoundary>
  );
}
