import type { Explainable } from '../protocol/commands.ts';

/** A cell of a picture that a viewer chose, or that a panel is about. */
export interface ChosenCell {
  readonly what: Explainable;
  /** The cell in words. */
  readonly about: string;
  /** The I/O virtual address that it is about, if it is about one. */
  readonly iova?: number;
}
