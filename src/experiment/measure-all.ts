import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import type { MachineConfig } from '../config/machine-config.ts';
import { measureSteadyState, type MeasuringSpan, type SteadyState } from './steady-state.ts';
import { threadMeasurer, type Measurer } from './sweep-pool.ts';

/** Threads at most: each holds a machine of its own. */
const MOST_THREADS = 8;

/** A machine to measure, and for how long. */
export interface MeasuringJob {
  readonly config: MachineConfig;
  readonly span: MeasuringSpan;
}

/**
 * Measures machines, on every core when this is the built command line (one file, which a thread can load), one after
 * another when it runs from its sources. The results are in the order of the jobs.
 * @param done is told after each. @throws Error when a machine cannot be measured
 */
export async function measureAll(
  jobs: readonly MeasuringJob[],
  done: () => void = () => undefined,
): Promise<SteadyState[]> {
  const threads = Math.min(availableParallelism(), MOST_THREADS, jobs.length);
  if (threads < 2 || !fileURLToPath(import.meta.url).endsWith('.js')) {
    return jobs.map(({ config, span }) => {
      const figures = measureSteadyState(config, span);
      done();
      return figures;
    });
  }
  const measurer = threadMeasurer(threads);
  try {
    return await Promise.all(jobs.map((job) => measureOne(measurer, job, done)));
  } finally {
    await measurer.stop();
  }
}

async function measureOne(measurer: Measurer, { config, span }: MeasuringJob, done: () => void): Promise<SteadyState> {
  const measured = await measurer.measure(config, span);
  if ('problem' in measured) throw new Error(`${config.setting}, ${config.strategy}: ${measured.problem}`);
  done();
  return measured.figures;
}
