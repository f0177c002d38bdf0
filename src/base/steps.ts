/** A long computation that can be done piece by piece: each step yields so that others have their turn. */
export type Steps<Result> = Generator<void, Result, void>;

/** Things done between two yields of a computation over a long list. */
export const THINGS_PER_STEP = 2048;

/** Does all of it at once. */
export function allSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
