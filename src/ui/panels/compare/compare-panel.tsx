import type { MachineConfig } from '../../../config/machine-config.ts';
import { metricsCsv, metricsJson } from '../../../export/csv.ts';
import { comparisonRows, type ComparedMachine, type ComparedRow } from '../../../narration/comparison-rows.ts';
import { span } from '../../../narration/format.ts';
import { settingsApart } from '../../../store/comparison.ts';
import { useActions, useCalm, useLab, useLabInstance } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { saveText } from '../../frame/save-text.ts';
import { machineInWords } from './apart-words.ts';
import { CompareForm } from './compare-form.tsx';
import { ComparedIotlbs } from './compared-iotlbs.tsx';
import './compare.css';

/** Two machines in lockstep on the same input, figure by figure. */
export function ComparePanel() {
  const comparison = useLab((state) => state.comparison);
  const now = useCalm((state) => state.now);
  return (
    <Panel name="compare" title="Comparison" note={comparison.kind === 'beside' ? `both at ${span(now)}` : undefined}>
      {comparison.kind === 'beside' ? (
        <Sides />
      ) : comparison.kind === 'coming' ? (
        <p role="status">The second machine is on its way to where the first one stands …</p>
      ) : (
        <>
          {comparison.kind === 'refused' && (
            <p className="compare-same" role="alert">
              There can be no such machine: {comparison.reason.replace(/^compare: /, '')}.
            </p>
          )}
          <CompareForm />
        </>
      )}
    </Panel>
  );
}

function Sides() {
  const { view } = useLabInstance();
  const { compare } = useActions();
  const state = useCalm((calm) => calm);
  const { comparison, metrics, sections, reportedConfig } = state;
  if (comparison.kind !== 'beside' || metrics === undefined) return null;
  const first: ComparedMachine = {
    config: reportedConfig,
    metrics,
    protection: sections.protection,
    memory: sections.memory,
  };
  const second: ComparedMachine = {
    config: comparison.config,
    metrics: comparison.metrics,
    protection: comparison.sections.protection,
    memory: comparison.sections.memory,
  };
  const apart = Object.keys(settingsApart(first.config, second.config)) as (keyof MachineConfig)[];
  const save = (format: 'csv' | 'json'): void => {
    const write = format === 'csv' ? metricsCsv : metricsJson;
    for (const [side, { config, metrics: figures }] of [
      ['first', first],
      ['second', second],
    ] as const) {
      const name = `viommu-lab.comparison.${side}.${config.setting}-${config.strategy}.metrics.${format}`;
      saveText(name, write(figures, config, state.now), format === 'csv' ? 'text/csv' : 'application/json');
    }
  };
  return (
    <>
      <p className="compare-tools">
        <button
          type="button"
          onClick={() => {
            compare();
            view.setState({ maximized: undefined });
          }}
        >
          End the comparison
        </button>{' '}
        <button type="button" onClick={() => save('csv')}>
          Save both as CSV
        </button>{' '}
        <button type="button" onClick={() => save('json')}>
          Save both as JSON
        </button>
      </p>
      {apart.length === 0 && (
        <p className="compare-same" role="status">
          Both sides have the same configuration: every figure is the same. Choose another cell of the matrix, or end
          the comparison.
        </p>
      )}
      <div className="compare-sides">
        <ComparedFigures
          rows={comparisonRows(first, second)}
          first={machineInWords(first.config, apart)}
          second={machineInWords(second.config, apart)}
        />
        <ComparedIotlbs
          first={machineInWords(first.config, [])}
          second={machineInWords(second.config, [])}
          cells={sections.iotlb}
          otherCells={comparison.sections.iotlb}
        />
      </div>
    </>
  );
}

interface ComparedFiguresProps {
  readonly rows: readonly ComparedRow[];
  readonly first: string;
  readonly second: string;
}

const MARK = { more: '▲', less: '▼', same: '=' } as const;

function ComparedFigures({ rows, first, second }: ComparedFiguresProps) {
  return (
    <table className="compare-table">
      <caption className="visually-hidden">Figures of both machines and their differences</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">figure</span>
          </th>
          <th scope="col">{first}</th>
          <th scope="col">{second}</th>
          <th scope="col">Difference</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name} data-change={row.change} data-part={row.isPart}>
            <th scope="row">{row.name}</th>
            <Figure text={row.first} share={row.firstShare} />
            <Figure text={row.second} share={row.secondShare} />
            <td className="compare-difference">
              <span aria-hidden="true">{MARK[row.change]}</span> {row.difference}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Figure({ text, share }: { readonly text: string; readonly share: number }) {
  return (
    <td>
      <span className="compare-bar" aria-hidden="true">
        <span style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
      </span>
      <span className="compare-figure">{text}</span>
    </td>
  );
}
