import type { Time } from '../clock/time.ts';
import { ScheduledTask, type Scheduler } from '../clock/scheduler.ts';

/**
 * Interrupt coalescing: `flush` is called when enough events have gathered or the oldest has waited long enough. The timer
 * is not moved at each batch: when it fires early it is set again, which costs one task per timeout, not two per batch.
 */
export class InterruptModeration {
  /** Events after which to flush, ≥ 1. */
  threshold = 1;
  /** Longest wait of an event, in picoseconds. */
  timeout = 0;
  /** Events gathered since the last flush. */
  gathered = 0;
  private deadline = 0;
  private readonly scheduler: Scheduler;
  private readonly flush: (now: Time) => void;
  private readonly timer: ScheduledTask;

  constructor(name: string, scheduler: Scheduler, flush: (now: Time) => void) {
    this.scheduler = scheduler;
    this.flush = flush;
    this.timer = new ScheduledTask(`${name}-moderation`, (now) => this.expire(now));
  }

  /** One more event, now. */
  add(now: Time): void {
    this.gathered += 1;
    if (this.gathered >= this.threshold) {
      this.flushNow(now);
    } else if (this.gathered === 1) {
      this.deadline = now + this.timeout;
      if (!this.timer.scheduled) this.scheduler.schedule(this.timer, this.deadline as Time);
    }
  }

  /** Flushes what has gathered, if anything. */
  flushNow(now: Time): void {
    if (this.gathered === 0) return;
    this.gathered = 0;
    this.flush(now);
  }

  /** Forgets what has gathered and stops the timer. */
  reset(): void {
    this.gathered = 0;
    this.scheduler.cancel(this.timer);
  }

  private expire(now: Time): void {
    if (this.gathered === 0) return;
    if (now >= this.deadline) this.flushNow(now);
    else this.scheduler.schedule(this.timer, this.deadline as Time);
  }
}
