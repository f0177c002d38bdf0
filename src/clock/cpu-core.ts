import { assert } from '../base/assert.ts';
import type { Scheduler } from './scheduler.ts';
import { START, type Duration, type Time } from './time.ts';

/**
 * A processor core: it pays for named acts with its own time and keeps the ledger of them.
 *
 * Software on a core is written as plain synchronous code that runs ahead of the rest of the machine. Before each paid
 * act takes effect, everything else that is due by then (devices, link, timers) is let happen, so causes never come after
 * their effects although nothing is a coroutine. While software runs, tasks that run in between may mark interrupts as
 * pending on this core but never call its software.
 *
 * Invariant: the sum of the ledger is the core's time (charged + idle = now).
 */
export class CpuCore {
  readonly name: string;
  /** Picoseconds charged per act; the last row is idle time. */
  readonly ledger: Float64Array;
  /** Picoseconds per act, by act index. Replaced as a whole when the cost model or the setting changes. */
  private prices: Float64Array;
  private readonly scheduler: Pick<Scheduler, 'runUntil'>;
  private local: Time = START;
  private readonly idleRow: number;
  /** Latest act charged, as an act index; -1 before the first. */
  lastAct = -1;

  /**
   * @param scheduler what goes on while this core works. A core whose software runs as scheduled tasks of its own gives
   * one that does nothing. @param prices whole picoseconds per act.
   */
  constructor(name: string, scheduler: Pick<Scheduler, 'runUntil'>, prices: Float64Array) {
    this.name = name;
    this.scheduler = scheduler;
    this.prices = prices;
    this.idleRow = prices.length;
    this.ledger = new Float64Array(prices.length + 1);
  }

  /** This core's own time; at or ahead of the scheduler's. */
  get now(): Time {
    return this.local;
  }

  /** Takes another price list of the same acts from now on. */
  setPrices(prices: Float64Array): void {
    assert(prices.length === this.prices.length, 'price list of the same acts');
    this.prices = prices;
  }

  /** Price of an act, in picoseconds. */
  priceOf(act: number): Duration {
    return this.prices[act]! as Duration;
  }

  /** Pays for one act; all else that is due by its end happens first. */
  charge(act: number): void {
    this.pay(act, this.prices[act]!);
  }

  /** Pays for `count` times an act. */
  chargeTimes(act: number, count: number): void {
    this.pay(act, this.prices[act]! * count);
  }

  /** Pays a given span for an act (waiting, which has no fixed price). */
  chargeFor(act: number, span: Duration): void {
    this.pay(act, span);
  }

  /** Lets time pass unused up to `until`; no effect when that is not in the future. */
  idleUntil(until: Time): void {
    if (until <= this.local) return;
    this.ledger[this.idleRow]! += until - this.local;
    this.local = until;
    this.scheduler.runUntil(until);
  }

  /** Picoseconds spent idle. */
  get idle(): number {
    return this.ledger[this.idleRow]!;
  }

  private pay(act: number, picoseconds: number): void {
    this.ledger[act]! += picoseconds;
    this.lastAct = act;
    const now = (this.local + picoseconds) as Time;
    this.local = now;
    this.scheduler.runUntil(now);
  }
}
