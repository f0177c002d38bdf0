import type { HostEnvironment } from './environment.ts';
import type { Errand } from './errands.ts';

/** How much of the time something done in the background takes, in wall milliseconds. */
export interface Share {
  readonly slice: number;
  /** After each slice; the live machine has its turn. */
  readonly pause: number;
}

/** Half of the time: for what nobody asked for. */
const HALF: Share = { slice: 4, pause: 4 };
/** Most of the time: for what a viewer waits for. A command still waits for one slice at most. */
export const MOST: Share = { slice: 12, pause: 1 };

/** Does one thing beside the live machine: in slices, between which all else goes on. */
export class Background {
  private errand: Errand | undefined = undefined;
  private hidden = false;
  private cancelLater: (() => void) | undefined = undefined;
  private readonly environment: HostEnvironment;
  private readonly failed: (error: unknown) => void;
  private readonly share: Share;

  constructor(environment: HostEnvironment, failed: (error: unknown) => void, share: Share = HALF) {
    this.share = share;
    this.environment = environment;
    this.failed = failed;
  }

  /** Does this instead of what was being done. */
  start(errand: Errand): void {
    this.cancel();
    this.errand = errand;
    this.schedule();
  }

  cancel(): void {
    this.cancelLater?.();
    this.errand = undefined;
  }

  /** While hidden, nothing is computed. */
  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    if (hidden) this.cancelLater?.();
    else this.schedule();
  }

  private schedule(): void {
    this.cancelLater?.();
    if (this.errand === undefined || this.hidden) return;
    this.cancelLater = this.environment.later(() => this.slice(), this.share.pause);
  }

  private slice(): void {
    const { errand } = this;
    if (errand === undefined) return;
    const started = this.environment.wallTime();
    try {
      while (this.errand === errand && this.environment.wallTime() - started < this.share.slice) {
        if (errand.next().done !== true) continue;
        this.errand = undefined;
        return;
      }
    } catch (error) {
      this.errand = undefined;
      this.failed(error);
      return;
    }
    this.schedule();
  }
}
