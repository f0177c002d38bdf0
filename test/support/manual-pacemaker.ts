import type { Pacemaker } from '../../src/session/in-process-session.ts';

interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * Wall time under a test's control: nothing happens until `pass` is called, and looking at the clock costs `lookCost`
 * milliseconds, so that the length of a slice is the test's choice too.
 */
export class ManualPacemaker implements Pacemaker {
  now = 0;
  lookCost: number;
  private order = 0;
  private waiting: Waiting[] = [];

  constructor(lookCost = 1) {
    this.lookCost = lookCost;
  }

  readonly wallTime = (): number => {
    this.now += this.lookCost;
    return this.now;
  };

  readonly soon = (callback: () => void): void => {
    this.add(this.now, callback);
  };

  readonly later = (callback: () => void, milliseconds: number): (() => void) => {
    const entry = this.add(this.now + milliseconds, callback);
    return () => {
      this.waiting = this.waiting.filter((candidate) => candidate !== entry);
    };
  };

  /** Lets `milliseconds` of wall time pass. @returns callbacks run. */
  pass(milliseconds: number): number {
    const until = this.now + milliseconds;
    let ran = 0;
    for (;;) {
      const next = this.waiting.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined || next.at > until) break;
      this.waiting = this.waiting.filter((candidate) => candidate !== next);
      this.now = Math.max(this.now, next.at);
      next.callback();
      ran += 1;
    }
    this.now = Math.max(this.now, until);
    return ran;
  }

  /** Whether anything waits to be called. */
  get idle(): boolean {
    return this.waiting.length === 0;
  }

  private add(at: number, callback: () => void): Waiting {
    this.order += 1;
    const entry = { at, order: this.order, callback };
    this.waiting.push(entry);
    return entry;
  }
}
