/** Wall milliseconds without a word after which an emulator that should be running counts as blocked. */
export const PATIENCE_MS = 5000;
/** A timer later than this says that the page itself was asleep, not that the emulator is blocked. */
const LATE_MS = 2000;

/** What the watchdog asks and tells. */
export interface Watched {
  /** Milliseconds of wall time. */
  readonly wallTime: () => number;
  /** Whether a report must come: the machine runs, can be seen, and the page has read all it was sent. */
  readonly isDue: () => boolean;
  /** Nothing came for `PATIENCE_MS`. */
  readonly blocked: () => void;
}

/** Notices that the emulator no longer answers. Keeps a timer only while a report is due, so that rest costs nothing. */
export class Watchdog {
  private heardAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined = undefined;
  private readonly watched: Watched;

  constructor(watched: Watched) {
    this.watched = watched;
  }

  /** A report came, or something was asked for from now on. */
  heard(): void {
    this.heardAt = this.watched.wallTime();
    if (this.timer === undefined && this.watched.isDue()) this.wait(PATIENCE_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private wait(milliseconds: number): void {
    const due = this.watched.wallTime() + milliseconds;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.look(this.watched.wallTime() - due);
    }, milliseconds);
  }

  private look(late: number): void {
    if (!this.watched.isDue()) return;
    if (late > LATE_MS) this.heardAt = this.watched.wallTime();
    const left = this.heardAt + PATIENCE_MS - this.watched.wallTime();
    if (left > 0) this.wait(left);
    else this.watched.blocked();
  }
}
