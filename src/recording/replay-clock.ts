import { PS_PER_NS, PS_PER_S, START, type Time } from '../clock/time.ts';

/**
 * Longest pause that is replayed in full, in nanoseconds: 2 s. In a longer one nothing happens but that the driver's timers
 * run out, and none of them is longer than 1 s, so cutting the rest off changes no result.
 */
const LONGEST_PAUSE = 2_000_000_000;

/** Simulated time that a replay may take: 2 h, since the simulated clock ends after 2 h 30 min. */
const LONGEST_REPLAY = 7_200 * PS_PER_S;

/** The recorded clock without its long pauses, in nanoseconds since the first operation. Never goes back. */
export class RecordedElapsed {
  elapsed = 0;
  /** Nanoseconds of pauses cut off so far. */
  cutOff = 0;
  private latest = -1;

  /** Takes in the recorded time of the next operation. @returns `elapsed`. */
  advanceTo(at: number): number {
    if (this.latest >= 0 && at > this.latest) {
      const pause = Math.min(at - this.latest, LONGEST_PAUSE);
      this.elapsed += pause;
      this.cutOff += at - this.latest - pause;
    }
    this.latest = Math.max(this.latest, at);
    return this.elapsed;
  }
}

/** Turns the recorded clock (nanoseconds) into simulated time (picoseconds), operation by operation. */
export class ReplayClock {
  /** Recorded time passes this many times faster than simulated time; 1 = as recorded. */
  readonly compression: number;
  private readonly recorded = new RecordedElapsed();
  private origin: Time = START;

  /**
   * @param length of the recording, in nanoseconds as `RecordedElapsed` counts.
   * @param compression a whole number, at least 1; a larger one is taken when the recording is too long for the clock.
   */
  constructor(length: number, compression: number) {
    this.compression = Math.max(compression, Math.ceil((length * PS_PER_NS) / LONGEST_REPLAY));
  }

  /** Lets the first operation be due at `origin`. */
  start(origin: Time): void {
    this.origin = origin;
  }

  /** When an operation is due that was recorded at `at`; call it once for each, in order. */
  advanceTo(at: number): Time {
    const elapsed = this.recorded.advanceTo(at);
    return (this.origin + Math.floor((elapsed * PS_PER_NS) / this.compression)) as Time;
  }
}
