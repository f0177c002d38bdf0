import { useState } from 'react';
import { leafTables } from '../../../layout/leaf-grids.ts';
import { counted } from '../../../narration/format.ts';
import { useActions, useLab, useLabInstance } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { DetailToggle } from '../../widgets/detail-toggle.tsx';
import { useAddressFormat } from '../../widgets/use-address-format.ts';
import { Legend } from '../../widgets/legend.tsx';
import { EntryDecode } from './entry-decode.tsx';
import { LeafGrids } from './leaf-grids.tsx';
import { useTrees, type Tree } from './trees.ts';
import { WalkStrip, type ChosenStep } from './walk-strip.tsx';
import './page-tables.css';

/**
 * The radix trees as they are in memory, the guest's and the hypervisor's shadow of it: the walks to one page on top, all
 * leaf tables below, one entry decoded.
 */
export function PageTablesPanel() {
  const trees = useTrees();
  const [picked, setPicked] = useState<ChosenStep>();
  const tree = trees[picked?.tree ?? 0] ?? trees[0];
  const { view } = useLabInstance();
  const choose = (step: ChosenStep | undefined): void => {
    setPicked(step);
    // The key asks about what was chosen last: now this entry.
    view.setState({ chosenCell: undefined });
  };
  const chosen = picked ?? { tree: 0, step: lastStep(tree) };
  const omitted = trees.reduce((sum, { tables }) => sum + tables.omittedTables, 0);
  return (
    <Panel name="tables" title="Page tables" note={trees.length > 0 && <Shown trees={trees} />}>
      {tree === undefined ? (
        <p className="soft">No tables yet: the driver makes them when it maps the first buffer.</p>
      ) : (
        <>
          <WalkStrip trees={trees} chosen={chosen} onChoose={choose} />
          <div className="leaf-trees">
            {trees.map((one) => (
              <Leaves key={one.side} tree={one} isAlone={trees.length === 1} guestTables={trees[0]!.tables} />
            ))}
          </div>
          <EntryDecode tables={tree.tables} path={tree.path} chosen={picked?.step} side={tree.side} />
        </>
      )}
      <footer className="tables-foot">
        <Legend />
        <DetailToggle />
        {omitted > 0 && <span className="soft">{counted(omitted, 'table')} not shown</span>}
      </footer>
    </Panel>
  );
}

/** Place of the last table that the walk reaches. */
function lastStep(tree: Tree | undefined): number {
  if (tree === undefined) return 0;
  return tree.path.context < 0 ? 0 : tree.path.steps.length + 1;
}

/** The address that is shown, and where it leads. */
function Shown({ trees }: { readonly trees: readonly Tree[] }) {
  const selection = useLab((state) => state.selection);
  const { select } = useActions();
  const { view } = useLabInstance();
  const address = useAddressFormat();
  const ways = trees.map(({ path }) => path.translated);
  return (
    <>
      <code>{address(trees[0]!.path.iova)}</code>{' '}
      {ways.every((way) => way === undefined)
        ? 'leads nowhere'
        : ways.map((way) => `→ ${way === undefined ? 'nowhere' : address(way)}`).join(' ')}
      {' · '}
      {selection.kind === 'latest' ? (
        'the latest change'
      ) : (
        <button
          type="button"
          className="plain"
          onClick={() => {
            select({ kind: 'latest' });
            view.setState({ chosenCell: undefined });
          }}
        >
          follow the latest
        </button>
      )}
    </>
  );
}

interface LeavesProps {
  readonly tree: Tree;
  readonly isAlone: boolean;
  /** The tree in whose domains a selection is kept. */
  readonly guestTables: Tree['tables'];
}

/** The leaf tables of a tree, or why there are none. */
function Leaves({ tree, isAlone, guestTables }: LeavesProps) {
  const { side, label, caption, tables, path } = tree;
  const none = path.isPassThrough
    ? 'The context entry says pass-through (T = 2): the unit reads no table and takes every address as it is.'
    : leafTables(tables).length === 0
      ? 'No leaf table yet: the driver makes one when it maps the first buffer.'
      : undefined;
  return (
    <div className={`leaf-tree side-${side}`} title={isAlone ? undefined : caption}>
      {none === undefined ? (
        <LeafGrids tree={tree} isAlone={isAlone} guestTables={guestTables} />
      ) : (
        <p className="tables-none">
          {isAlone ? '' : `${label}: `}
          {none}
        </p>
      )}
    </div>
  );
}
