import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { MachineConfig } from '../../src/config/machine-config.ts';
import type { SteadyState } from '../../src/experiment/steady-state.ts';
import { readSweepOptions } from '../../src/experiment/sweep-options.ts';
import type { Measured, Measurer } from '../../src/experiment/sweep-pool.ts';
import { sweep } from '../../src/experiment/sweep.ts';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Figures that anybody can check: what was asked for, and nothing measured. */
export function figuresOf(config: MachineConfig): SteadyState {
  return { percent: config.quota, gbps: config.linkGbps, peakStalePages: config.seed } as SteadyState;
}

/** Measures without a machine; `interrupt` gives the number of cells after which the user interrupts. */
export async function sweepWith(
  args: readonly string[],
  measure: (config: MachineConfig) => Measured = (config) => ({ figures: figuresOf(config) }),
  interrupt = Number.POSITIVE_INFINITY,
): Promise<{ code: number; out: string; err: string; measured: number; most: number }> {
  let [out, err, measured, running, most] = ['', '', 0, 0, 0];
  let signal: ((name: 'SIGINT') => void) | undefined;
  let stopped = false;
  const measurer: Measurer = {
    measure: async (config) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      measured += 1;
      if (measured > interrupt) signal?.('SIGINT');
      if (stopped) throw new Error('the thread was stopped');
      return measure(config);
    },
    stop: () => {
      stopped = true;
      return Promise.resolve();
    },
  };
  const code = await sweep(readSweepOptions(args), {
    out: (text) => (out += text),
    err: { write: (text: string) => (err += text) },
    wallTime: () => 0,
    measurer: () => measurer,
    onSignal: (callback) => {
      signal = callback;
      return () => undefined;
    },
  });
  return { code, out, err, measured, most };
}
