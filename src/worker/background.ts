import type { HostEnvironment } from './environment.ts';
import type { Errand } from './errands.ts';

/** Wall milliseconds of a slice, and of the pause after it in which the live machine has its turn. */
const SLICE_MS = 4;
const PAUSE_MS = 4;

/** Does one thing beside the live machine: in slices, between which all else goes on. */
export class Background {
  private errand: Errand | undefined = undefined;
  private hidden = false;
  private cancelLater: (() => void) | undefined = undefined;
  private readonly environment: HostEnvironment;
  private readonly failed: (error: unknown) => void;

  constructor(environment: HostEnvironment, failed: (error: unknown) => void) {
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
    this.cancelLater = this.environment.later(() => this.slice(), PAUSE_MS);
  }

  private slice(): void {
    const { errand } = this;
    if (errand === undefined) return;
    const started = this.environment.wallTime();
    try {
      while (this.errand === errand && this.environment.wallTime() - started < SLICE_MS) {
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
