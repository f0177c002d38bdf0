import { constants } from 'node:os';

import { ProgressBar, spanText, type BarStream } from './progress-bar.ts';
import { gridCells, type Axis, type Cell } from './sweep-grid.ts';
import { readSweepOptions, type SweepOptions } from './sweep-options.ts';
import { fileOutput, streamOutput, type Row, type SweepOutput } from './sweep-output.ts';
import { threadMeasurer, type Measured, type Measurer } from './sweep-pool.ts';
import type { MeasuringSpan } from './steady-state.ts';

/** What a sweep needs of its surroundings. */
export interface SweepSurroundings {
  readonly out: (text: string) => void;
  readonly err: BarStream;
  readonly wallTime: () => number;
  readonly measurer: (threads: number) => Measurer;
  /** Calls back with the name of a signal that asks the program to end. @returns what ends the listening */
  readonly onSignal: (callback: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;
}

/** `sweep --grid …`: measures every combination of settings. Exit code 1 when a cell has no result, 130 when interrupted. */
export function run(args: readonly string[]): Promise<number> {
  return sweep(readSweepOptions(args), {
    out: (text) => process.stdout.write(text),
    err: process.stderr,
    wallTime: () => performance.now(),
    measurer: threadMeasurer,
    onSignal: listenForSignals,
  });
}

/** Measures what is not in the output yet. @returns the exit code */
export async function sweep(options: SweepOptions, surroundings: SweepSurroundings): Promise<number> {
  const { axes, seeds, span, jobs } = options;
  const { err, wallTime } = surroundings;
  const cells = gridCells(axes, seeds, span);
  const output = openOutput(options, surroundings);
  const due = cells.filter(({ id }) => !output.finished.has(id));
  const started = wallTime();
  const measurer = surroundings.measurer(Math.min(jobs, Math.max(1, due.length)));
  let signal: 'SIGINT' | 'SIGTERM' | undefined;
  const stopListening = surroundings.onSignal((name) => {
    signal ??= name;
    void measurer.stop();
  });
  const bar = new ProgressBar(err, due.length, wallTime);
  let done = 0;
  let failed = 0;
  const take = (cell: Cell, measured: Measured): void => {
    done += 1;
    if ('problem' in measured) failed += 1;
    output.add(rowOf(axes, cell, span, measured));
    bar.advance();
  };
  try {
    await measureAll(due, span, jobs, measurer, take, () => signal !== undefined);
    bar.clear();
  } finally {
    output.close();
    await measurer.stop();
    stopListening();
  }
  const skipped = cells.length - due.length;
  const seconds = (wallTime() - started) / 1000;
  err.write(summary({ cells: cells.length, done, skipped, failed, seconds, interrupted: signal !== undefined }));
  if (signal !== undefined) return 128 + constants.signals[signal];
  return failed > 0 ? 1 : 0;
}

/** Several cells at a time, each as soon as there is a thread for it. */
async function measureAll(
  cells: readonly Cell[],
  span: MeasuringSpan,
  jobs: number,
  measurer: Measurer,
  take: (cell: Cell, measured: Measured) => void,
  isStopped: () => boolean,
): Promise<void> {
  const rest = cells.values();
  const worker = async (): Promise<void> => {
    for (const cell of rest) {
      if (isStopped()) return;
      try {
        const measured =
          cell.problem === undefined ? await measurer.measure(cell.config, span) : { problem: cell.problem };
        if (!isStopped()) take(cell, measured);
      } catch (error) {
        // A thread that was stopped rejects what it was at.
        if (!isStopped()) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

function openOutput({ out, axes }: SweepOptions, surroundings: SweepSurroundings): SweepOutput {
  return out === undefined ? streamOutput(surroundings.out) : fileOutput(out, firstColumns(axes));
}

/** Columns that a row begins with: what was asked for. The seed has a column of its own even when it is an axis. */
function firstColumns(axes: readonly Axis[]): string[] {
  return ['cell', ...axes.map(({ key }) => key).filter((key) => key !== 'seed'), 'seed', 'warmUpMs', 'windowMs'];
}

function rowOf(axes: readonly Axis[], { id, values, config }: Cell, span: MeasuringSpan, measured: Measured): Row {
  const asked = axes.flatMap(({ key }, index) => (key === 'seed' ? [] : [[key, values[index]!] as const]));
  const figures = 'figures' in measured ? Object.entries(measured.figures) : [];
  return {
    cell: id,
    ...Object.fromEntries(asked),
    seed: config.seed,
    warmUpMs: span.warmUp,
    windowMs: span.window,
    ...Object.fromEntries(figures),
    error: 'problem' in measured ? measured.problem : '',
  };
}

interface Outcome {
  readonly cells: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly seconds: number;
  readonly interrupted: boolean;
}

function summary({ cells, done, skipped, failed, seconds, interrupted }: Outcome): string {
  const parts = [`${done} of ${cells} cells measured in ${spanText(seconds)}`];
  if (done > 0) parts.push(`${(done / Math.max(seconds, 1e-3)).toPrecision(3)} a second`);
  if (skipped > 0) parts.push(`${skipped} were there already`);
  if (failed > 0) parts.push(`${failed} without a result (column "error")`);
  if (interrupted) parts.push('interrupted: the same command goes on from here');
  return `viommu-lab: sweep: ${parts.join(', ')}\n`;
}

function listenForSignals(callback: (signal: 'SIGINT' | 'SIGTERM') => void): () => void {
  const onInterrupt = (): void => callback('SIGINT');
  const onTerminate = (): void => callback('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
}
