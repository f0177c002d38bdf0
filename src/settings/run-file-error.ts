/** A JSON object of somebody else's. */
export type Plain = Readonly<Record<string, unknown>>;

/** A run file that cannot be read: expected, and shown to whoever opened it. */
export class RunFileError extends Error {
  override readonly name = 'RunFileError';
  /** Where in the file: `commands[3].adjust.strategy`. */
  readonly where: string;

  constructor(where: string, problem: string) {
    super(`${where} ${problem}`);
    this.where = where;
  }
}

/** A property of the object itself; undefined when it has none of that name. */
export function take(object: Plain, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
