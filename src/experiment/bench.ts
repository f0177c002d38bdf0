import { Calibration } from './bench-clock.ts';
import { benchFrames } from './bench-frames.ts';
import { benchHeap } from './bench-heap.ts';
import { benchOptions, type BenchPart } from './bench-options.ts';
import { benchPage } from './bench-page.ts';
import { benchParser } from './bench-parser.ts';
import type { BenchReport } from './bench-report.ts';
import { benchText } from './bench-text.ts';
import { benchSeek } from './bench-seek.ts';
import { benchTranslations } from './bench-translations.ts';
import { ProgressBar } from './progress-bar.ts';
import { FURTHER_CELLS, PAPER_CELLS } from './reproduce-cells.ts';

interface Effort {
  readonly frames: { readonly warmUp: number; readonly rounds: number; readonly round: number };
  readonly rounds: number;
  readonly translations: number;
  readonly heapSeconds: number;
  readonly seek: { readonly seconds: number; readonly trips: number };
  readonly page: { readonly loads: number; readonly streamSeconds: number; readonly heapSeconds: number };
}

const FULL: Effort = {
  frames: { warmUp: 80, rounds: 7, round: 150e6 },
  rounds: 7,
  translations: 1_000_000,
  heapSeconds: 60,
  seek: { seconds: 60, trips: 60 },
  page: { loads: 5, streamSeconds: 15, heapSeconds: 60 },
};
const QUICK: Effort = {
  frames: { warmUp: 10, rounds: 3, round: 20e6 },
  rounds: 3,
  translations: 200_000,
  heapSeconds: 2,
  seek: { seconds: 2, trips: 10 },
  page: { loads: 1, streamSeconds: 3, heapSeconds: 3 },
};

/** The machine whose memory is watched: the one that maps and unmaps most objects a second. */
const WATCHED = { setting: 'bare-metal', strategy: 'optimistic' } as const;

/** The machine whose moments are gone to: the one that the page begins with. */
const WANDERED = { setting: 'samecore', strategy: 'strict' } as const;

/**
 * `bench [--json] [--quick] [--only PART]`: how fast the emulator is on this machine, beside its budgets. The page, which
 * needs a browser, is measured when it is asked for (`--only page`, or `all`).
 */
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
  const steps = effort.frames.rounds * (PAPER_CELLS.length + FURTHER_CELLS.length) + 4;
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
    ...(wants('seek') ? { seek: step(benchSeek(WANDERED, effort.seek.seconds, effort.seek.trips)) } : {}),
    ...(wants('page') ? { page: step(benchPage(effort.page)) } : {}),
    ...(wants('heap') ? { heap: step(benchHeap(WATCHED, effort.heapSeconds)) } : {}),
  };
  bar.clear();
  return { node: process.version, nanosecondsPerStep: calibration.nanosecondsPerStep, ...measured };
}
