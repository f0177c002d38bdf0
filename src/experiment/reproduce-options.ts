import { parseArgs } from 'node:util';

import { DEFAULT_CONFIG } from '../config/machine-config.ts';
import { UsageError } from './command-line.ts';
import type { Measuring } from './reproduce-cells.ts';

export const TABLES = ['matrix', 'recorded', 'sweep', 'sensitivity'] as const;
export type TableName = (typeof TABLES)[number];

/** What the caller of `reproduce` asked for. */
export interface ReproduceOptions {
  readonly json: boolean;
  readonly quick: boolean;
  readonly tables: readonly TableName[];
  readonly measuring: Measuring;
}

const SEEDS = 10;
const MOST_SEEDS = 100;
/** Simulated milliseconds: warm-up of six age limits, window of twenty drains of the flush queue. */
const SPAN = { warmUp: 60, window: 200 };
/** For a glance: three age limits and two drains, two seeds. */
const QUICK_SPAN = { warmUp: 30, window: 20 };
const QUICK_SEEDS = 2;

/** @throws UsageError that names the argument and what is allowed */
export function reproduceOptions(args: readonly string[]): ReproduceOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      seeds: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const { json, quick } = values;
  const only = TABLES.find((name) => name === values.only);
  if (values.only !== undefined && only === undefined) {
    throw new UsageError(`reproduce: --only is "${values.only}"; allowed: ${TABLES.join(', ')}`);
  }
  if (json && only !== undefined && only !== 'matrix') {
    throw new UsageError(`reproduce: --json prints the matrix; --only ${only} is for the table alone`);
  }
  const all: readonly TableName[] = json ? ['matrix'] : TABLES;
  const seeds = seedCount(values.seeds) ?? (quick ? QUICK_SEEDS : SEEDS);
  const span = quick ? QUICK_SPAN : SPAN;
  return {
    json,
    quick,
    tables: only === undefined ? all : [only],
    measuring: { seed: DEFAULT_CONFIG.seed, seeds, span },
  };
}

function seedCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MOST_SEEDS) return count;
  throw new UsageError(`reproduce: --seeds is "${text}"; allowed: a whole number from 1 to ${MOST_SEEDS}`);
}
