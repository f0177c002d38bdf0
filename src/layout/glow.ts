/** Shown states over which a mark fades. */
export const GLOW_STEPS = 12;

/**
 * Marks on cells that fade, step by step, as simulated time is shown to go on: a machine that stands still keeps them, and
 * nothing is animated.
 */
export class Glow {
  private values = new Uint8Array(0);
  private shownAt = Number.NaN;
  private lit = 0;
  private readonly steps: number;

  /** @param isStill whether marks are there or not, without fading, as those want it who asked for less motion */
  constructor(isStill = false) {
    this.steps = isStill ? 1 : GLOW_STEPS;
  }

  /** Whether any cell is marked. */
  get any(): boolean {
    return this.lit > 0;
  }

  /** Takes in a state that is shown. @param now simulated time; at the same time nothing fades */
  show(count: number, now: number, isLit: (cell: number) => boolean): void {
    const fades = this.shownAt !== now;
    // Backwards is elsewhere: what glowed has not happened yet.
    if (this.values.length !== count || now < this.shownAt) this.values = new Uint8Array(count);
    this.shownAt = now;
    this.lit = 0;
    for (let cell = 0; cell < count; cell++) {
      const value = this.values[cell]!;
      const next = isLit(cell) ? this.steps : fades && value > 0 ? value - 1 : value;
      this.values[cell] = next;
      if (next > 0) this.lit += 1;
    }
  }

  /** How strong the mark of a cell is, in steps from 0 to `GLOW_STEPS`. */
  step(cell: number): number {
    return (this.values[cell]! * GLOW_STEPS) / this.steps;
  }

  /** The same from 0 to 1. */
  level(cell: number): number {
    return this.values[cell]! / this.steps;
  }
}
