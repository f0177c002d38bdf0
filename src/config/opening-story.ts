import type { Setting, Strategy } from './identifiers.ts';

/** One cell of the matrix of settings and strategies. */
export interface Cell {
  readonly setting: Setting;
  readonly strategy: Strategy;
}

/** The paper in three cells: what an unmodified guest pays, what a second core saves, and what patience saves. */
export const OPENING_STORY: readonly Cell[] = [
  { setting: 'samecore', strategy: 'strict' },
  { setting: 'sidecore', strategy: 'strict' },
  { setting: 'sidecore', strategy: 'optimistic' },
];
