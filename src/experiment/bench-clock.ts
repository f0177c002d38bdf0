import { multiply32, toU32 } from '../base/bits.ts';

/** Steps of one calibration. */
const STEPS = 5_000_000;

/** Nanoseconds of processor time of the whole process so far. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Nanoseconds of processor time that some work takes. */
export function timed(work: () => void): number {
  const before = processorTime();
  work();
  return processorTime() - before;
}

/**
 * How fast this core is now: nanoseconds of processor time per step of a linear congruential generator, a chain of
 * multiplications that nothing can shorten. About 1 where nothing else runs; figures of a loaded machine are judged by it.
 */
export class Calibration {
  private readonly samples: number[] = [];
  private state = 1;

  /** Takes a sample. */
  sample(): void {
    const spent = timed(() => {
      let x = toU32(this.state);
      for (let i = 0; i < STEPS; i++) x = toU32(multiply32(x, 1_664_525) + 1_013_904_223);
      this.state = x;
    });
    this.samples.push(spent / STEPS);
  }

  /** Median of the samples. */
  get nanosecondsPerStep(): number {
    return median(this.samples);
  }
}

/** The middle value; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
