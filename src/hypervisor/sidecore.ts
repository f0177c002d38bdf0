import { CpuCore } from '../clock/cpu-core.ts';
import { later, START, type Duration, type Time } from '../clock/time.ts';

/** Software of the sidecore runs as scheduled tasks: nothing has to happen while it pays. */
const NOTHING = { runUntil: (): void => {} };

/**
 * The core that emulates the IOMMUs of all guests. It looks at their registers again and again and serves one command
 * after the other. Its ledger counts serving; looking in vain is idle time.
 */
export class Sidecore {
  readonly core: CpuCore;
  /** Commands served. */
  served = 0;
  private readonly period: Duration;
  private reservedUntil: Time = START;

  /** @param prices as of a core beside guests. @param period from one look at the registers to the next. */
  constructor(prices: Float64Array, period: Duration) {
    this.core = new CpuCore('sidecore', NOTHING, prices);
    this.period = period;
  }

  /** When a command written at `now` is picked up: at the next look, or when the sidecore is free. */
  pickUpTime(now: Time): Time {
    const look = this.period > 0 ? Math.ceil(now / this.period) * this.period : now;
    return later(look as Time, this.freeAt);
  }

  /** When it has served all it knows of. */
  get freeAt(): Time {
    return later(this.core.now, this.reservedUntil);
  }

  /** Serving goes on until then at least. */
  reserve(until: Time): void {
    this.reservedUntil = later(this.reservedUntil, until);
  }
}
