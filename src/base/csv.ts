/*
 * Comma-separated values as RFC 4180 has them, with `\n` between lines.
 */

export type CsvValue = string | number | boolean;

/** A text that a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;

/** One line, with its line end. A text that a spreadsheet would calculate gets an apostrophe in front. */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map((value) => csvField(value)).join(',')}\n`;
}

function csvField(value: CsvValue): string {
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What was read of a text. */
export interface CsvContent {
  readonly lines: readonly (readonly string[])[];
  /** The last line has no line end: whoever wrote it was interrupted. */
  readonly isCut: boolean;
}

/** Fields of every line; a last line without line end is left out. */
export function parseCsv(text: string): CsvContent {
  const lines: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const line: string[] = [];
    do {
      // Behind the start of the line or the comma.
      if (line.length > 0) at += 1;
      const { value, next } = text[at] === '"' ? quoted(text, at) : bare(text, at);
      // Whatever follows a closing quote belongs to no field.
      at = bare(text, next).next;
      line.push(value);
    } while (text[at] === ',');
    if (text[at] === '\r') at += 1;
    if (at >= text.length) return { lines, isCut: true };
    lines.push(line);
    at += 1;
  }
  return { lines, isCut: false };
}

function bare(text: string, from: number): { value: string; next: number } {
  let next = from;
  while (next < text.length && text[next] !== ',' && text[next] !== '\n' && !text.startsWith('\r\n', next)) next += 1;
  return { value: text.slice(from, next), next };
}

function quoted(text: string, from: number): { value: string; next: number } {
  let value = '';
  let at = from + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) return { value, next: text.length };
    value += text.slice(at, end);
    if (text[end + 1] !== '"') return { value, next: end + 1 };
    value += '"';
    at = end + 2;
  }
}
