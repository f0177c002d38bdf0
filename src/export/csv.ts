import { csvLine } from '../base/csv.ts';
import { ACTS } from '../config/acts.ts';
import { SETTINGS, STRATEGIES, type Setting, type Strategy } from '../config/identifiers.ts';
import { PAPER_GBPS, PAPER_PERCENT } from '../config/paper-results.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import type { Metrics } from '../protocol/snapshot.ts';

/** One figure: what it is, its value, its unit. */
export interface Figure {
  readonly name: string;
  readonly value: string | number;
  readonly unit: string;
}

/** Units of the plain figures of a report; a figure that is not here is a count. */
const UNITS: Readonly<Record<string, string>> = {
  gbps: 'Gb/s',
  lineRateGbps: 'Gb/s',
  window: 'ps',
  framesPerSecond: '1/s',
  cycleBudget: 'cycles',
  coreUtilisation: 'share',
  sidecoreUtilisation: 'share',
  bottleneck: '',
  hash: '',
  historySpan: 'ps',
};

/** Every figure of a report, columns spread out: one per act for cycles, one per guest or sample otherwise. */
export function metricFigures(metrics: Metrics, config: MachineConfig, time: number): readonly Figure[] {
  const figures: Figure[] = [
    { name: 'setting', value: config.setting, unit: '' },
    { name: 'strategy', value: config.strategy, unit: '' },
    { name: 'workload', value: config.workload, unit: '' },
    { name: 'seed', value: config.seed, unit: '' },
    { name: 'time', value: time, unit: 'ps' },
  ];
  for (const [name, value] of Object.entries(metrics) as [string, string | number | ArrayLike<number>][]) {
    if (typeof value === 'object') figures.push(...columnFigures(name, value));
    else figures.push({ name, value, unit: UNITS[name] ?? 'count' });
  }
  return figures;
}

function columnFigures(name: string, column: ArrayLike<number>): Figure[] {
  const unit = name === 'cyclesPerFrame' ? 'cycles' : 'Gb/s';
  return Array.from(column, (value, index) => {
    const act = name === 'cyclesPerFrame' ? (ACTS[index]?.name ?? 'idle') : String(index);
    return { name: `${name}.${act}`, value, unit };
  });
}

/** The figures of a report as lines of `name,value,unit`. */
export function metricsCsv(metrics: Metrics, config: MachineConfig, time: number): string {
  const rows = metricFigures(metrics, config, time).map(({ name, value, unit }) => csvLine([name, value, unit]));
  return csvLine(['name', 'value', 'unit']) + rows.join('');
}

/** The same as one JSON object, by name. */
export function metricsJson(metrics: Metrics, config: MachineConfig, time: number): string {
  const rows = metricFigures(metrics, config, time).map(({ name, value, unit }) => [name, { value, unit }] as const);
  return `${JSON.stringify(Object.fromEntries(rows), null, 1)}\n`;
}

/** A cell of the matrix of settings and strategies. */
export interface MatrixCell {
  readonly setting: Setting;
  readonly strategy: Strategy;
  /** Per cent of the line rate, as measured here. */
  readonly percent: number;
  /** As the paper has it; undefined where it has none, or for another line rate. */
  readonly paperPercent: number | undefined;
}

/** The measured cells in the order of the matrix. */
export function matrixCells(
  percent: Readonly<Partial<Record<`${Setting}/${Strategy}`, number>>>,
  linkGbps: number,
): readonly MatrixCell[] {
  return SETTINGS.flatMap((setting) =>
    STRATEGIES.flatMap((strategy) => {
      const measured = percent[`${setting}/${strategy}`];
      if (measured === undefined) return [];
      const paperPercent = linkGbps === PAPER_GBPS ? PAPER_PERCENT[`${setting}/${strategy}`] : undefined;
      return [{ setting, strategy, percent: measured, paperPercent }];
    }),
  );
}

/** The matrix, one cell a line. */
export function matrixCsv(cells: readonly MatrixCell[]): string {
  const rows = cells.map(({ setting, strategy, percent, paperPercent }) =>
    csvLine([setting, strategy, percent, paperPercent ?? '']),
  );
  return csvLine(['setting', 'strategy', 'percentOfLineRate', 'paperPercent']) + rows.join('');
}

/** The matrix as a JSON list; a figure that the paper lacks is null. */
export function matrixJson(cells: readonly MatrixCell[]): string {
  const rows = cells.map(({ paperPercent, ...cell }) => ({ ...cell, paperPercent: paperPercent ?? null }));
  return `${JSON.stringify(rows, null, 1)}\n`;
}
