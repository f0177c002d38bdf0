import { parseArgs } from 'node:util';

import { UsageError } from './command-line.ts';

export const BENCH_PARTS = ['frames', 'translations', 'parser', 'heap', 'seek', 'page'] as const;
export type BenchPart = (typeof BENCH_PARTS)[number];
/** Names for `--only`: `core` is all parts that need no browser. */
const CHOICES: Readonly<Record<string, readonly BenchPart[]>> = {
  core: BENCH_PARTS.filter((part) => part !== 'page'),
  all: BENCH_PARTS,
  ...Object.fromEntries(BENCH_PARTS.map((part) => [part, [part]])),
};

/** What the caller of `bench` asked for. */
export interface BenchOptions {
  readonly json: boolean;
  readonly quick: boolean;
  readonly parts: readonly BenchPart[];
}

/** @throws UsageError that names the argument and what is allowed */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: 'core' },
    },
  });
  const parts = Object.hasOwn(CHOICES, values.only) ? CHOICES[values.only] : undefined;
  if (parts === undefined) {
    throw new UsageError(`bench: --only is "${values.only}"; allowed: ${Object.keys(CHOICES).join(', ')}`);
  }
  return { json: values.json, quick: values.quick, parts };
}
