import { CELL_LABEL } from './names.ts';

/** A table that a walk passes, as a walk's station shows it. */
interface Stop {
  readonly title: string;
  readonly address: number | undefined;
  readonly index: number | undefined;
  readonly state: number;
  readonly siblings: number;
}

/** A station of a walk in words. */
export function walkStopInWords({ title, address, index, state, siblings }: Stop): string {
  if (address === undefined || index === undefined) return `${title}: not reached`;
  const what = state < 0 ? '' : `, ${CELL_LABEL[state]}`;
  const among = siblings > 1 ? `, one of ${siblings}` : '';
  return `${title} table at ${address.toString(16)} hexadecimal${among}, entry ${index}${what}: decode`;
}
