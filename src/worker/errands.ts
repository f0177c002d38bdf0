import type { HostEnvironment } from './environment.ts';

/** Work that is done piece by piece; what must happen when it is broken off stands in its `finally`. */
export type Errand<Result = void> = Generator<void, Result, void>;

/** Acts of a machine between two points at which work on its run can be broken off. */
export const ACTS_PER_LEG = 32;

/** Does it all at once. */
export function finishErrand<Result>(errand: Errand<Result>): Result {
  for (;;) {
    const { done, value } = errand.next();
    if (done === true) return value;
  }
}

/** Wall milliseconds a slice may take before messages are looked at again. */
const SLICE_MS = 8;
/** Pieces between two looks at the wall clock. */
const PIECES_PER_LOOK = 4;
/** Wall milliseconds after which progress is told, and between two tellings. */
const PATIENCE_MS = 200;

/** What an errand reports to. */
export interface ErrandListener {
  /** It is done. */
  done(): void;
  /** It is taking its time: now and then until it is done. */
  slow(): void;
}

/** Does one errand at a time, in slices, while nothing else happens to the machine. */
export class Errands {
  private current: Errand | undefined = undefined;
  private listener: ErrandListener | undefined = undefined;
  private hidden = false;
  private ticket = 0;
  private toldAt = 0;
  private readonly environment: HostEnvironment;
  private readonly failed: (error: unknown) => void;

  constructor(environment: HostEnvironment, failed: (error: unknown) => void) {
    this.environment = environment;
    this.failed = failed;
  }

  get busy(): boolean {
    return this.current !== undefined;
  }

  /** Breaks off what is being done and starts something else; what is short is done at once. */
  start(errand: Errand, listener: ErrandListener): void {
    this.cancel();
    this.current = errand;
    this.listener = listener;
    this.toldAt = this.environment.wallTime();
    if (!this.hidden) this.slice();
  }

  /** Breaks off what is being done. @returns whether there was anything. */
  cancel(): boolean {
    const { current } = this;
    this.ticket += 1;
    this.current = undefined;
    this.listener = undefined;
    current?.return();
    return current !== undefined;
  }

  /** Leaves what is being done as it is: the machine is broken. */
  drop(): void {
    this.ticket += 1;
    this.current = undefined;
    this.listener = undefined;
  }

  /** While hidden, nothing is computed. */
  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    this.ticket += 1;
    if (!hidden && this.busy) this.slice();
  }

  private slice(): void {
    const { current, listener } = this;
    if (current === undefined) return;
    const started = this.environment.wallTime();
    try {
      for (let wall = started; wall - started < SLICE_MS; wall = this.environment.wallTime()) {
        for (let i = 0; i < PIECES_PER_LOOK; i++) {
          if (current.next().done !== true) continue;
          this.current = undefined;
          this.listener = undefined;
          listener?.done();
          return;
        }
      }
    } catch (error) {
      this.current = undefined;
      this.failed(error);
      return;
    }
    if (started - this.toldAt >= PATIENCE_MS) {
      this.toldAt = started;
      listener?.slow();
      // Whoever was told may have sent it elsewhere.
      if (this.current !== current) return;
    }
    const ticket = this.ticket;
    this.environment.soon(() => {
      if (ticket === this.ticket) this.slice();
    });
  }
}
