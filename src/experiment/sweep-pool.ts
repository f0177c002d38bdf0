import { isMainThread } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

import { pool, worker } from 'workerpool';

import type { MachineConfig } from '../config/machine-config.ts';
import { measureSteadyState, type MeasuringSpan, type SteadyState } from './steady-state.ts';

/** First argument of a worker thread. The whole command line is one file, so a worker is that file again. */
const WORKER_FLAG = '--sweep-worker';

/** What came of a cell: its figures, or why there are none. */
export type Measured = { readonly figures: SteadyState } | { readonly problem: string };

/** Measures cells, several at a time. */
export interface Measurer {
  measure(config: MachineConfig, span: MeasuringSpan): Promise<Measured>;
  /** Ends at once, whatever is under way; what is not yet measured is rejected. */
  stop(): Promise<void>;
}

/** Whether this thread was started to measure. */
export function isSweepWorker(argv: readonly string[]): boolean {
  return !isMainThread && argv[2] === WORKER_FLAG;
}

/** Makes this thread measure what it is sent. */
export function runSweepWorker(): void {
  worker({ measure: measureCell });
}

/** One machine, run to its steady state. A machine that cannot be made is an answer, not an error. */
export function measureCell(config: MachineConfig, span: MeasuringSpan): Measured {
  try {
    return { figures: measureSteadyState(config, span) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Measures on `threads` threads of this very program. */
export function threadMeasurer(threads: number): Measurer {
  const threadPool = pool(fileURLToPath(import.meta.url), {
    workerType: 'thread',
    maxWorkers: threads,
    workerThreadOpts: { argv: [WORKER_FLAG] },
  });
  return {
    measure: async (config, span) => (await threadPool.exec('measure', [config, span])) as Measured,
    stop: async () => {
      await threadPool.terminate(true);
    },
  };
}
