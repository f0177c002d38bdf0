import { PanelBoundary } from '../frame/panel-boundary.tsx';
import { fetched } from '../fetched.tsx';
import { useView } from '../lab-context.tsx';

const CostTable = fetched('The table of prices', async () => (await import('./cost-table.tsx')).CostTable);

/** The table of prices while it is open; fetched when it is first wanted. */
export function CostsLayer() {
  const isOpen = useView(({ showsCosts }) => showsCosts);
  if (!isOpen) return null;
  return (
    <PanelBoundary>
      <CostTable />
    </PanelBoundary>
  );
}
