/** The value that a JSON text means; undefined when it is none, or too deep to be read. Minus zero becomes zero. */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (value === 0 ? 0 : value));
  } catch {
    return undefined;
  }
}
