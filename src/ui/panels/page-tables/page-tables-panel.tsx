import { useMemo, useState } from 'react';
import { walkPath } from '../../../layout/walk-path.ts';
import { counted, hex } from '../../../narration/format.ts';
import { useActions, useCalm, useLab } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { Legend } from '../../widgets/legend.tsx';
import { EntryDecode } from './entry-decode.tsx';
import { LeafGrids } from './leaf-grids.tsx';
import { useShownAddress } from './shown-address.ts';
import { WalkStrip } from './walk-strip.tsx';
import './page-tables.css';

/** The radix tree as it is in memory: the walk to one page on top, all leaf tables below, one entry decoded. */
export function PageTablesPanel() {
  const tables = useCalm((state) => state.sections.tables);
  const selection = useLab((state) => state.selection);
  const { select } = useActions();
  const shown = useShownAddress(tables);
  const path = useMemo(
    () => (tables === undefined || shown === undefined ? undefined : walkPath(tables, shown.domainId, shown.iova)),
    [tables, shown],
  );
  // Which step of the walk is decoded: 0 is the root, 1 the context, then the levels; undefined is the last.
  const [step, setStep] = useState<number>();

  const note =
    path === undefined ? undefined : (
      <>
        <code>{hex(path.iova)}</code> {path.translated === undefined ? 'leads nowhere' : `→ ${hex(path.translated)}`}
        {' · '}
        {selection.kind === 'latest' ? (
          'the latest change'
        ) : (
          <button type="button" className="plain" onClick={() => select({ kind: 'latest' })}>
            follow the latest
          </button>
        )}
      </>
    );

  return (
    <Panel name="tables" title="Page tables" note={note}>
      {tables === undefined || path === undefined ? (
        <p className="soft">No tables yet: the driver makes them when it maps the first buffer.</p>
      ) : (
        <>
          <WalkStrip tables={tables} path={path} chosen={step} onChoose={setStep} />
          {path.isPassThrough ? (
            <p className="tables-none">
              The context entry says pass-through (T = 2): the unit reads no table and takes every address as it is.
            </p>
          ) : !tables.level.includes(1) && path.steps.length < path.levels ? (
            <p className="tables-none">No leaf table yet: the driver makes one when it maps the first buffer.</p>
          ) : (
            <LeafGrids tables={tables} path={path} />
          )}
          <EntryDecode tables={tables} path={path} chosen={step} />
        </>
      )}
      <footer className="tables-foot">
        <Legend />
        {tables !== undefined && tables.omittedTables > 0 && (
          <span className="soft">{counted(tables.omittedTables, 'table')} not shown</span>
        )}
      </footer>
    </Panel>
  );
}
