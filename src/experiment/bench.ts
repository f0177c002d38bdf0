import { Calibration } from './bench-clock.ts';
import { benchFrames } from './bench-frames.ts';
import { benchHeap } from './bench-heap.ts';
import { benchOptions, type BenchPart } from './bench-options.ts';
import { benchParser } from './bench-parser.ts';
import type { BenchReport } from './bench-report.ts';
import { benchText } from './bench-text.ts';
import { benchTranslations } from './bench-translations.ts';
import { ProgressBar } from './progress-bar.ts';
import { FURTHER_CELLS, PAPER_CELLS } from './reproduce-cells.ts';

interface Effort {
  readonly frames: { readonly warmUp: number; readonly rounds: number; readonly round: number };
  readonly rounds: number;
  readonly translations: number;
  readonly heapSeconds: number;
}

const FULL: Effort = {
  frames: { warmUp: 80, rounds: 7, round: 150e6 },
  rounds: 7,
  translations: 1_000_000,
  heapSeconds: 60,
};
const QUICK: Effort = {
  frames: { warmUp: 10, rounds: 3, round: 20e6 },
  rounds: 3,
  translations: 200_000,
  heapSeconds: 2,
};

/** The machine whose memory is watched: the one that maps and unmaps most objects a second. */
const WATCHED = { setting: 'bare-metal', strategy: 'optimistic' } as const;

/** `bench [--json] [--quick] [--only PART]`: how fast the emulator is on this machine, beside its budgets. */
export function run(args: readonly string[]): Promise<number> {
  const { json, quick, parts } = benchOptions(args);
  const report = measureSpeed(parts, quick ? QUICK : FULL);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : benchText(report));
  return Promise.resolve(0);
}

function measureSpeed(parts: readonly BenchPart[], effort: Effort): BenchReport {
  const calibration = new Calibration();
  const wants = (part: BenchPart): boolean => parts.includes(part);
  calibration.sample();
  calibration.sample();
  const steps = effort.frames.rounds * (PAPER_CELLS.length + FURTHER_CELLS.length) + 3;
  const bar = new ProgressBar(process.stderr, steps, () => performance.now());
  const step = <T>(result: T): T => {
    bar.advance();
    calibration.sample();
    return result;
  };
  const measured = {
    ...(wants('frames') ? { frames: benchFrames(effort.frames, calibration, () => bar.advance()) } : {}),
    ...(wants('translations') ? { translations: step(benchTranslations(effort.rounds, effort.translations)) } : {}),
    ...(wants('parser') ? { parser: step(benchParser(effort.rounds)) } : {}),
    ...(wants('heap') ? { heap: step(benchHeap(WATCHED, effort.heapSeconds)) } : {}),
  };
  bar.clear();
  return { node: process.version, nanosecondsPerStep: calibration.nanosecondsPerStep, ...measured };
}
