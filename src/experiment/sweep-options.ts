import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

import { DEFAULT_CONFIG } from '../config/machine-config.ts';
import { UsageError } from './command-line.ts';
import { parseAxis, type Axis } from './sweep-grid.ts';
import type { MeasuringSpan } from './steady-state.ts';

/** What a sweep was asked for. */
export interface SweepOptions {
  readonly axes: readonly Axis[];
  readonly seeds: readonly number[];
  readonly span: MeasuringSpan;
  /** undefined = standard output. */
  readonly out: string | undefined;
  readonly jobs: number;
}

/** Simulated milliseconds: three age limits, and a whole number of drains. */
const DEFAULT_WARM_UP = 60;
const DEFAULT_WINDOW = 200;

/** @throws UsageError that names the argument and what is allowed */
export function readSweepOptions(args: readonly string[]): SweepOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      grid: { type: 'string', multiple: true, default: [] },
      seeds: { type: 'string' },
      'warm-up': { type: 'string' },
      window: { type: 'string' },
      out: { type: 'string' },
      jobs: { type: 'string' },
    },
  });
  if (values.grid.length === 0) throw new UsageError('sweep: needs at least one --grid SETTING=VALUE,VALUE…');
  const axes = values.grid.map((text) => parseAxis(text));
  const count = numberOption('seeds', values.seeds ?? '1', 1, 1000);
  if (values.seeds !== undefined && axes.some(({ key }) => key === 'seed')) {
    throw new UsageError('sweep: --seeds and --grid seed=… exclude each other');
  }
  const { out } = values;
  if (out !== undefined && !/\.(csv|json)$/.test(out)) {
    throw new UsageError(`sweep: --out is "${out}"; allowed: a file that ends in .csv or .json`);
  }
  return {
    axes,
    seeds: Array.from({ length: count }, (_, index) => DEFAULT_CONFIG.seed + index),
    span: {
      warmUp: numberOption('warm-up', values['warm-up'] ?? String(DEFAULT_WARM_UP), 0, 100_000),
      window: numberOption('window', values.window ?? String(DEFAULT_WINDOW), 1, 100_000),
    },
    out,
    jobs: numberOption('jobs', values.jobs ?? String(availableParallelism()), 1, 256),
  };
}

function numberOption(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`sweep: --${name} is "${text}"; allowed: a whole number from ${min} to ${max}`);
}
