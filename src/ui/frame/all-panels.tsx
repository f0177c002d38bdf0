import { PANEL_DIRECTORY, type PanelName } from '../panel-directory.ts';
import { PanelBoundary } from './panel-boundary.tsx';

/** Where each panel stands when all do. */
const COLUMNS: readonly (readonly PanelName[])[] = [
  ['data-path', 'throughput'],
  ['matrix', 'page-tables', 'teardown-queue'],
  ['iotlb', 'protection', 'registers', 'log'],
];

/** The panels in their usual places. @param shown leaves the others out, by the names that links have */
export function AllPanels({ shown }: { readonly shown: readonly string[] | undefined }) {
  return COLUMNS.map((names) => (
    <div key={names[0]} className="column">
      {names
        .filter((name) => shown === undefined || shown.includes(name))
        .map((name) => (
          <NamedPanel key={name} name={name} />
        ))}
    </div>
  ));
}

/** A panel by the name that links have for it. */
export function NamedPanel({ name }: { readonly name: PanelName }) {
  const Shown = PANEL_DIRECTORY[name].component;
  return (
    <PanelBoundary>
      <Shown />
    </PanelBoundary>
  );
}
