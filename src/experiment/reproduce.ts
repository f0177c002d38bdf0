import { ProgressBar } from './progress-bar.ts';
import { FURTHER_CELLS, PAPER_CELLS } from './reproduce-cells.ts';
import { reproduceOptions, type ReproduceOptions, type TableName } from './reproduce-options.ts';
import { isOff, reproduceCells } from './reproduce-report.ts';
import { headText, matrixText, recordedText, sensitivityText, sweepText } from './reproduce-text.ts';
import { measureRecordedCells } from './recorded-cells.ts';
import { measureSensitivity, SENSITIVITY_JOBS } from './sensitivity.ts';
import { SWEEP_AGES, SWEEP_QUOTAS, sweepTeardown } from './teardown-sweep.ts';

/**
 * `reproduce [--json] [--seeds N] [--quick] [--only TABLE]`: the paper's matrix by executing, and what it depends on. Exit
 * code 1 when a published cell is off by more than 1.5 points.
 */
export async function run(args: readonly string[]): Promise<number> {
  const options = reproduceOptions(args);
  if (!options.json) process.stdout.write(headText(options));
  let isMet = true;
  for (const table of options.tables) isMet = (await PRINTERS[table](options)) && isMet;
  return isMet ? 0 : 1;
}

const PRINTERS: Readonly<Record<TableName, (options: ReproduceOptions) => Promise<boolean>>> = {
  matrix: printMatrix,
  recorded: async () => {
    const rows = await withProgress(PAPER_CELLS.length, measureRecordedCells);
    process.stdout.write(recordedText(rows));
    return true;
  },
  sweep: async ({ measuring, quick }) => {
    const quotas = quick ? [64, 4096] : SWEEP_QUOTAS;
    const ages = quick ? [1_000, 10_000] : SWEEP_AGES;
    const span = quick ? measuring.span : { warmUp: 60, window: 100 };
    const points = await withProgress(quotas.length * ages.length, (done) =>
      sweepTeardown({ ...measuring, span }, done, quotas, ages),
    );
    process.stdout.write(sweepText(points));
    return true;
  },
  sensitivity: async ({ measuring }) => {
    const rows = await withProgress(SENSITIVITY_JOBS, (done) => measureSensitivity(measuring, done));
    process.stdout.write(sensitivityText(rows));
    return true;
  },
};

async function printMatrix({ json, measuring }: ReproduceOptions): Promise<boolean> {
  const cells = [...PAPER_CELLS, ...FURTHER_CELLS];
  const report = await withProgress(cells.length * measuring.seeds, (done) => reproduceCells(cells, measuring, done));
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : matrixText(report));
  const off = report.cells.filter(isOff);
  for (const { setting, strategy, paperPercent, emulatedPercent } of off) {
    const found = `${emulatedPercent.toFixed(1)} % where ${paperPercent} % was published`;
    process.stderr.write(`viommu-lab: reproduce: ${setting}, ${strategy}: ${found}\n`);
  }
  return off.length === 0;
}

async function withProgress<T>(steps: number, work: (done: () => void) => Promise<T> | T): Promise<T> {
  const bar = new ProgressBar(process.stderr, steps, () => performance.now());
  try {
    return await work(() => bar.advance());
  } finally {
    bar.clear();
  }
}
