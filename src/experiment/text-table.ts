/** A table for people: the columns aligned, text to the left and numbers to the right. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  leftColumns: number,
  indent = '  ',
): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `${indent}${cells.map((cell, column) => pad(cell, widths[column]!, column < leftColumns)).join('  ')}`.trimEnd();
  return `${[head, ...rows].map(line).join('\n')}\n`;
}

function pad(text: string, to: number, left: boolean): string {
  return left ? text.padEnd(to) : text.padStart(to);
}
