/** The value that a JSON text means; undefined when it is none, or too deep to be read. Minus zero becomes zero. */
export function parseJsonText(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // A reviver would do it in ten times as long, and hold up the page.
    return text.includes('-') ? withoutMinusZero(value) : value;
  } catch {
    return undefined;
  }
}

/** The same value, with every minus zero in it made zero: there is one zero in links and files. */
function withoutMinusZero(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (typeof value !== 'object' || value === null) return value;
  const holder = value as Record<string, unknown>;
  for (const key in holder) {
    const inner = holder[key];
    if (Object.is(inner, -0)) holder[key] = 0;
    else if (typeof inner === 'object') withoutMinusZero(inner);
  }
  return value;
}
