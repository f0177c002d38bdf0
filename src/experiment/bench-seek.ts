import { Random } from '../base/random.ts';
import { PS_PER_MS, PS_PER_S, time } from '../clock/time.ts';
import { Machine } from '../machine/machine.ts';
import { SECTION_NAMES } from '../protocol/commands.ts';
import { finishErrand } from '../worker/errands.ts';
import { Timeline } from '../worker/timeline.ts';
import { travelToTime } from '../worker/travel.ts';
import { timed } from './bench-clock.ts';
import { cellConfig, type CellName } from './reproduce-cells.ts';

/** How long it takes to go to moments of a stretch of the history, milliseconds of processor time, all sections of the picture included. */
export interface SeekSpeed {
  /** Simulated milliseconds of the stretch, and checkpoints in it. */
  readonly milliseconds: number;
  readonly checkpoints: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** Going to moments of a run that has gone on for a while. */
export interface SeekBench extends CellName {
  /** Seconds of wall time for which it ran as fast as it could, checkpoints included. */
  readonly seconds: number;
  /** What the checkpoints take. */
  readonly bytes: number;
  /** Within the newest quarter of the checkpoints, where they are closest together… */
  readonly densest: SeekSpeed;
  /** …and over everything that is kept. */
  readonly all: SeekSpeed;
}

/** Simulated time after which it has run long enough: ten minutes, ps. */
const LONGEST = 600 * PS_PER_S;
/** Acts between two looks at the wall clock. */
const ACTS_PER_LOOK = 512;

/** Lets a machine run as fast as it can, and goes to moments chosen at random. */
export function benchSeek(cell: CellName, seconds: number, trips: number): SeekBench {
  const wallTime = (): number => performance.now();
  const timeline = new Timeline(new Machine(cellConfig(cell, 2011)), wallTime);
  const until = wallTime() + 1000 * seconds;
  while (wallTime() < until && timeline.now < LONGEST) {
    for (let i = 0; i < ACTS_PER_LOOK; i++) timeline.runOne();
  }
  const moments = timeline.history.kept.map(({ now }) => now);
  const { bytes } = timeline.history;
  const end = timeline.end.now;
  const measure = (first: number): SeekSpeed => {
    const start = moments[first]!;
    const random = new Random(first + 1);
    const spans = Array.from({ length: trips }, () => {
      const to = time(start + Math.round((random.below(1_000_000) / 1_000_000) * (end - start)));
      const spent = timed(() => {
        finishErrand(travelToTime(timeline, to));
        timeline.machine.metrics();
        for (const name of SECTION_NAMES) timeline.machine.section(name);
      });
      return spent / 1e6;
    }).sort((a, b) => a - b);
    const at = (share: number): number => spans[Math.min(trips - 1, Math.floor(share * trips))]!;
    return {
      milliseconds: (end - start) / PS_PER_MS,
      checkpoints: moments.length - first,
      p50: at(0.5),
      p95: at(0.95),
      max: spans.at(-1)!,
    };
  };
  const densest = measure(Math.floor(moments.length * 0.75));
  return { ...cell, seconds, bytes, densest, all: measure(0) };
}
