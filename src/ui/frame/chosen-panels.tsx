import { LINK_PANELS } from '../../settings/moment.ts';
import { PANEL_DIRECTORY, type PanelName } from '../panel-directory.ts';
import type { Size } from '../widgets/use-size.ts';
import { NamedPanel } from './all-panels.tsx';
import { panelGrid, type PanelGrid } from './panel-grid.ts';

/** Windows in which panels stand side by side; lower and narrower ones have an order of their own. */
const WIDE = '(min-width: 1100.1px) and (min-height: 500.1px)';
/** Height of the matrix above other panels, and the gaps around them, in units of the text's size. */
const STRIP = 12;
const GAPS = 1.2;
/** Lower than this, a panel is better off in its usual place. */
const LEAST_HEIGHT = 19;

export interface Arrangement {
  /** Whether the matrix, which is a switch, is a strip above the others. */
  readonly hasStrip: boolean;
  readonly names: readonly PanelName[];
  readonly grid: PanelGrid;
}

const isPanel = (name: string): name is PanelName => (LINK_PANELS as readonly string[]).includes(name);

/** The grid in which chosen panels are largest; undefined where they keep their usual places. */
export function gridOf(chosen: readonly string[], { width, height }: Size): Arrangement | undefined {
  if (width === 0 || !matchMedia(WIDE).matches) return undefined;
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const known = chosen.filter(isPanel);
  const hasStrip = known.length > 1 && known.includes('matrix');
  const names = hasStrip ? known.filter((name) => name !== 'matrix') : known;
  if (names.length === 0) return undefined;
  const widths = names.map((name) => PANEL_DIRECTORY[name].columns);
  const left = height - (GAPS + (hasStrip ? STRIP : 0)) * rem;
  const grid = panelGrid(widths, width - GAPS * rem, left, rem);
  return grid && left / grid.rows / rem >= LEAST_HEIGHT ? { hasStrip, names, grid } : undefined;
}

/** Only these panels, as large as there is room. */
export function ChosenPanels({ names: chosen, size }: { readonly names: readonly string[]; readonly size: Size }) {
  const arrangement = gridOf(chosen, size);
  if (arrangement === undefined) return null;
  const { hasStrip, names, grid } = arrangement;
  return (
    <>
      {hasStrip && <NamedPanel name="matrix" />}
      <div
        className="places"
        style={{
          gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`,
          gridTemplateRows: `repeat(${grid.rows}, minmax(0, 1fr))`,
        }}
      >
        {names.map((name, i) => (
          <div key={name} className="place" style={{ gridColumn: `span ${grid.spans[i]!}` }}>
            <NamedPanel name={name} />
          </div>
        ))}
      </div>
    </>
  );
}
