import { useMemo } from 'react';
import { integer } from '../../narration/format.ts';
import type { PicturePanel } from '../../narration/picture-panels.ts';
import { PICTURE_TABLES } from '../../narration/picture-tables.ts';
import { useCalm, useView } from '../lab-context.tsx';
import { useAddressFormat } from '../widgets/use-address-format.ts';
import './picture-table.css';

/** Most rows of a table in its place and when it fills the page. */
const ROWS = 60;
const ROWS_LARGE = 600;

/** What a panel's picture shows, as a table in its place. */
export function PictureTable({ panel }: { readonly panel: PicturePanel }) {
  const isLarge = useView(({ maximized }) => maximized === panel);
  const address = useAddressFormat();
  const config = useCalm((state) => state.config);
  const metrics = useCalm((state) => state.metrics);
  const sections = useCalm((state) => state.sections);
  const now = useCalm((state) => state.now);
  const hitRate = useCalm((state) => state.rates.hitRate);
  const table = useMemo(
    () =>
      PICTURE_TABLES[panel](
        { config, metrics, sections, now, hitRate },
        { address, most: isLarge ? ROWS_LARGE : ROWS },
      ),
    [panel, config, metrics, sections, now, hitRate, address, isLarge],
  );
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="picture-table" role="group" aria-label={table.caption} tabIndex={0}>
      {panel === 'throughput' && metrics !== undefined && <Meter gbps={metrics.gbps} of={metrics.lineRateGbps} />}
      <table>
        <caption>{table.caption}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            // Rows have no name of their own; their order is what they are.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={i}>
              {row.map((cell, column) => (
                <td key={table.columns[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length === 0 && <p className="soft">Nothing is there.</p>}
      {table.more > 0 && <p className="soft">{integer(table.more)} more rows are not listed.</p>}
    </div>
  );
}

function Meter({ gbps, of }: { readonly gbps: number; readonly of: number }) {
  return (
    <div
      className="visually-hidden"
      role="meter"
      aria-label="Throughput"
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={Number(gbps.toFixed(2))}
    />
  );
}
