import type { Setting, Strategy } from '../config/identifiers.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { PS_PER_MS } from '../clock/time.ts';
import type { Metrics } from '../protocol/snapshot.ts';

/** Name of a cell of the matrix of settings and strategies. */
export type CellKey = `${Setting}/${Strategy}`;

export const cellKey = (setting: Setting, strategy: Strategy): CellKey => `${setting}/${strategy}`;

/** What the matrix knows: the latest percentage of the line rate measured in each cell, and since when the present one runs. */
export interface MeasuredCells {
  readonly percent: Partial<Readonly<Record<CellKey, number>>>;
  /** The conditions under which the present cell is measured; a change of any of them starts its window anew. */
  readonly conditions: string;
  readonly since: number;
}

export const NOTHING_MEASURED: MeasuredCells = { percent: {}, conditions: '', since: 0 };

/** A window shorter than this says nothing about a steady state. */
const SHORTEST_WINDOW = 2 * PS_PER_MS;

/**
 * Takes a measurement into its cell, but only when (nearly) the whole window over which the rate is an average has passed
 * under the present conditions. Percentages of another workload or machine are forgotten: they answer another question.
 */
export function measure(
  cells: MeasuredCells,
  machine: number,
  config: MachineConfig,
  metrics: Metrics,
  now: number,
): MeasuredCells {
  // A recording keeps its own time: a share of a line rate would say nothing about the strategy.
  if (config.workload === 'recording') return { percent: {}, conditions: 'recording', since: now };
  const question = questionOf(config);
  const conditions = `${machine} ${config.setting} ${config.strategy} ${question}`;
  if (conditions !== cells.conditions) {
    const sameQuestion = cells.conditions.endsWith(` ${question}`);
    return { percent: sameQuestion ? cells.percent : {}, conditions, since: now };
  }
  if (metrics.window < SHORTEST_WINDOW || now - cells.since < 0.9 * metrics.window) return cells;
  const key = cellKey(config.setting, config.strategy);
  const percent = Math.round((metrics.gbps / metrics.lineRateGbps) * 1000) / 10;
  return cells.percent[key] === percent ? cells : { ...cells, percent: { ...cells.percent, [key]: percent } };
}

/** Everything of a configuration that a percentage depends on, besides setting and strategy. */
export function questionOf(config: MachineConfig): string {
  const { setting: _setting, strategy: _strategy, costs, ...rest } = config;
  return JSON.stringify([rest, Object.values(costs.rows).map(({ value }) => value)]);
}

/** Fills the cell of a measurement in the background, where nothing was measured in a run that could be watched. */
export function fillCell(cells: MeasuredCells, key: CellKey, percent: number): MeasuredCells {
  if (cells.percent[key] !== undefined) return cells;
  return { ...cells, percent: { ...cells.percent, [key]: Math.round(percent * 10) / 10 } };
}
