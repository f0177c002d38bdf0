import type { Scheduler } from '../clock/scheduler.ts';
import { later, START, type Duration, type Time } from '../clock/time.ts';

/** How long the unit takes for what it is asked. Without a timing, every command completes at once. */
export interface UnitTiming {
  readonly scheduler: Scheduler;
  /** From the command that starts a register-based invalidation to its effect. */
  readonly registerInvalidation: Duration;
  /** Fetching and carrying out one descriptor of the invalidation queue. */
  readonly descriptor: Duration;
}

/** Until when requests that were translated are under way. */
export class RequestsInFlight {
  /** State. */
  until: Time = START;

  hold(until: Time): void {
    this.until = later(this.until, until);
  }
}
