import type { Time } from '../clock/time.ts';

/** The page walkers of a remapping unit: a fixed number of walks go on at once, later ones wait. */
export class Walkers {
  /** When each walker is free again, in picoseconds. */
  private readonly freeAt: Float64Array;
  /** Picoseconds of walking so far, over all walkers. */
  busy = 0;

  /** @param count 1 … 64. */
  constructor(count: number) {
    this.freeAt = new Float64Array(count);
  }

  /** Books a walk of `span` picoseconds asked for at `at` on the walker that is free first. @returns when it ends. */
  book(at: Time, span: number): Time {
    const freeAt = this.freeAt;
    let first = 0;
    let earliest = freeAt[0]!;
    for (let i = 1; i < freeAt.length; i++) {
      const candidate = freeAt[i]!;
      if (candidate < earliest) {
        earliest = candidate;
        first = i;
      }
    }
    const end = (earliest > at ? earliest : at) + span;
    freeAt[first] = end;
    this.busy += span;
    return end as Time;
  }
}
