import type { Duration } from '../clock/time.ts';

/** What somebody in a machine waited for in vain. */
export interface VainWait {
  /** Where it looked: at a register, or at the status word of the invalidation queue. */
  readonly at: 'register' | 'status word';
  readonly looks: number;
  /** Simulated time that the looks took. */
  readonly span: Duration;
}

/**
 * A machine of these settings cannot be made, or cannot go on: something is lacking, or waited for in vain. Not a bug: with
 * other settings it can. The parts of a machine throw it; who runs the machine says it in words and keeps what was there.
 */
export class ImpossibleMachine extends Error {
  override readonly name: string = 'ImpossibleMachine';
  readonly wait: VainWait | undefined;

  constructor(message: string, wait?: VainWait) {
    super(message);
    this.wait = wait;
  }
}
