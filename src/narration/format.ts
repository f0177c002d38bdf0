/*
 * Numbers as words: the same everywhere on the page, whatever the viewer's locale.
 */

/** Writes with at least and at most so many decimals. What writes numbers takes long to make, so it is made once. */
const decimals = (least: number, most: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en', { minimumFractionDigits: least, maximumFractionDigits: most });

/** With exactly 0 to 6 decimals. */
const EXACTLY = [0, 1, 2, 3, 4, 5, 6].map((digits) => decimals(digits, digits));
const AT_MOST_ONE = decimals(0, 1);
const AT_MOST_TWO = decimals(0, 2);

/** 12345.6 → `12,346`. */
export function integer(value: number): string {
  return EXACTLY[0]!.format(Math.round(value));
}

/** As `integer`, but millions as `3.24 M`: for counters in narrow places. */
export function shortInteger(value: number): string {
  return value >= 1e6 ? `${compact(value / 1e6)} M` : integer(value);
}

/** Three significant digits, at most two decimals: `4.31`, `43.1`, `431`. */
export function compact(value: number): string {
  // Limits as they look after rounding, so that 9.998 is `10.0`.
  const digits = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return EXACTLY[digits]!.format(value);
}

/** A figure as it was set, without needless zeros: `10`, `2.5`. */
export function plain(value: number): string {
  return AT_MOST_TWO.format(value);
}

/** Share 0 … 1 as `43 %`, with one decimal below ten and near a hundred. */
export function percent(share: number): string {
  const value = share * 100;
  const isRound = value === 0 || value >= 99.95 || (value >= 10 && value < 99);
  return `${(isRound ? EXACTLY[0]! : AT_MOST_ONE).format(value)} %`;
}

const UNITS = [
  { picoseconds: 1e12, name: 's' },
  { picoseconds: 1e9, name: 'ms' },
  { picoseconds: 1e6, name: 'µs' },
  { picoseconds: 1e3, name: 'ns' },
] as const;

/** A span in picoseconds with a fitting unit: `8.13 ms`, `820 ns`. */
export function span(picoseconds: number): string {
  if (picoseconds === 0) return '0 ms';
  const unit = UNITS.find((row) => Math.abs(picoseconds) >= row.picoseconds * 0.9995) ?? UNITS[3];
  return `${compact(picoseconds / unit.picoseconds)} ${unit.name}`;
}

/** A span in milliseconds without needless zeros, for axes: `2 ms`, `0.5 ms`. */
export function axisSpan(picoseconds: number): string {
  return picoseconds >= 1e7 ? `${plain(picoseconds / 1e9)} ms` : `${plain(picoseconds / 1e6)} µs`;
}

/** A moment in picoseconds, in milliseconds with all the digits that matter: `12.345678`. @param digits decimals, 0 … 6 */
export function milliseconds(picoseconds: number, digits: 0 | 1 | 2 | 3 | 4 | 5 | 6 = 6): string {
  return EXACTLY[digits]!.format(picoseconds / 1e9);
}

/** `0xfffb8000`. */
export function hex(value: number, digits = 1): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** How addresses are written. */
export type NumberFormat = 'hex' | 'decimal';

/** What writes an address: `0xfffb8000`, or `4,294,672,384`. */
export function addressFormat(format: NumberFormat): (value: number) => string {
  return format === 'hex' ? (value) => hex(value) : integer;
}

/** `1 page`, `2 pages`. */
export function counted(count: number, noun: string): string {
  return `${integer(count)} ${noun}${count === 1 ? '' : 's'}`;
}
