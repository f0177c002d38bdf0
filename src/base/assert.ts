/** Thrown when the program itself is wrong; never for bad input. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}

/** Stops the program when `condition` does not hold. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** Ends a `switch` over a discriminated union: a member that is not handled is a compile-time error. */
export function assertNever(value: never, what = 'value'): never {
  throw new AssertionFailure(`unexpected ${what}: ${JSON.stringify(value)}`);
}

/** The value, or a failure that names `what` was missing. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new AssertionFailure(`missing ${what}`);
  return value;
}
