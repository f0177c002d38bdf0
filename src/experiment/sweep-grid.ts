import { hashBytes } from '../base/fnv.ts';
import { parseFlat, withFlat, type FlatValue } from '../config/flat-settings.ts';
import { DEFAULT_CONFIG, type MachineConfig } from '../config/machine-config.ts';
import { UsageError } from './command-line.ts';
import type { MeasuringSpan } from './steady-state.ts';

/** One axis of the grid: a setting by its flat name, and its values. */
export interface Axis {
  readonly key: string;
  readonly values: readonly FlatValue[];
}

/** One machine to measure. */
export interface Cell {
  /** Names configuration, seed and measuring span: equal ids are the same measurement. */
  readonly id: string;
  /** Values on the axes, in their order. */
  readonly values: readonly FlatValue[];
  readonly config: MachineConfig;
  /** Why there is no such machine. */
  readonly problem: string | undefined;
}

/** Most cells of a sweep: beyond it something was mistyped. */
export const MOST_CELLS = 1_000_000;

/** Reads `key=v1,v2,…`. @throws UsageError that names the setting and what is allowed */
export function parseAxis(text: string): Axis {
  const at = text.indexOf('=');
  const key = at < 0 ? text : text.slice(0, at);
  const parts = at < 0 ? [] : text.slice(at + 1).split(',');
  if (key === '' || parts.length === 0) {
    throw new UsageError(`sweep: --grid is "${text}"; allowed: SETTING=VALUE,VALUE…`);
  }
  const values = parts.map((part) => {
    const parsed = parseFlat(key, part);
    if (typeof parsed === 'string') throw new UsageError(`sweep: --grid: ${parsed}`);
    return parsed.value;
  });
  if (new Set(values).size < values.length) throw new UsageError(`sweep: --grid: ${key} has the same value twice`);
  if (key === 'workload' && values.includes('recording')) {
    throw new UsageError('sweep: --grid: workload recording cannot be swept; see "viommu-lab replay --help"');
  }
  return { key, values };
}

/** Every combination of the axes with every seed, the last axis changing fastest. @throws UsageError */
export function gridCells(axes: readonly Axis[], seeds: readonly number[], span: MeasuringSpan): Cell[] {
  const keys = axes.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  if (twice !== undefined) throw new UsageError(`sweep: --grid names ${twice} twice`);
  const count = axes.reduce((product, { values }) => product * values.length, seeds.length);
  if (count > MOST_CELLS) throw new UsageError(`sweep: the grid has ${count} cells; allowed: up to ${MOST_CELLS}`);
  let rows: readonly (readonly FlatValue[])[] = [[]];
  for (const { values } of axes) rows = rows.flatMap((row) => values.map((value) => [...row, value]));
  return rows.flatMap((values) => seeds.map((seed) => cellOf(keys, values, seed, span)));
}

function cellOf(keys: readonly string[], values: readonly FlatValue[], seed: number, span: MeasuringSpan): Cell {
  const changes = new Map<string, FlatValue>([['seed', seed], ...keys.map((key, at) => [key, values[at]!] as const)]);
  const { config, problems } = withFlat(DEFAULT_CONFIG, changes);
  const problem = problems.size === 0 ? undefined : [...problems.values()].join('; ');
  return { id: cellId(config, values, span), values, config, problem };
}

/** A machine that cannot be is told from another such one by the values asked for. */
function cellId(config: MachineConfig, values: readonly FlatValue[], { warmUp, window }: MeasuringSpan): string {
  const { costs, ...plain } = config;
  const prices = Object.entries(costs.rows).map(([key, { value }]) => [key, value]);
  const text = JSON.stringify([plain, prices, values, warmUp, window]);
  return hashBytes(new TextEncoder().encode(text));
}
