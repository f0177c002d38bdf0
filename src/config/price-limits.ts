import { paperTestbed, type CostKey, type CostRow } from './cost-model.ts';

/** What a price may be, in the unit of its row, and why no more. */
export interface PriceLimit {
  readonly min: number;
  readonly max: number;
  readonly unit: CostRow['unit'];
  readonly reason: string;
}

/** By unit. Beyond these a machine stands still for the viewer: each act is one piece of work that nothing interrupts. */
const BY_UNIT: Readonly<Record<CostRow['unit'], Omit<PriceLimit, 'unit'>>> = {
  cycles: { min: 0, max: 10_000_000, reason: 'the dearest known act, swapping a page in, takes 644,600' },
  ns: { min: 0, max: 100_000, reason: 'hardware answers within 1,000; a driver that waits looks at it all the time' },
  Hz: { min: 100_000_000, max: 8_000_000_000, reason: 'cores have some 3,000,000,000, the fastest twice that' },
  factor: { min: 0, max: 100, reason: 'it multiplies the price of every act of the driver’s logic' },
};

const UNITS: ReadonlyMap<string, CostRow['unit']> = new Map(
  Object.entries(paperTestbed().rows).map(([key, { unit }]) => [key, unit]),
);

/** Looks at something that is being waited for. Were they for nothing, a wait would never end: time would stand still. */
const LOOKS: readonly CostKey[] = ['register-read', 'status-poll', 'physical-read'];
const LOOK = {
  min: 20,
  reason: 'what somebody else wrote is not in the nearest cache; a look for nothing would let time stand still',
};

/** What a price may be. */
export function priceLimit(key: CostKey): PriceLimit {
  const unit = UNITS.get(key)!;
  return { ...BY_UNIT[unit], unit, ...(LOOKS.includes(key) ? LOOK : {}) };
}

/** Why `value` cannot be the price `key`, naming the price, what is allowed and the reason; undefined when it can. */
export function priceError(key: string, value: unknown): string | undefined {
  if (!isCostKey(key)) return `there is no setting "costs.${key.slice(0, 40)}"`;
  const { min, max, unit, reason } = priceLimit(key);
  if (typeof value === 'number' && value >= min && value <= max) return undefined;
  const given = typeof value === 'number' ? String(value) : 'no number';
  return `costs.${key} is ${given}; allowed: ${min} to ${max}${unit === 'factor' ? '' : ` ${unit}`} (${reason})`;
}

const isCostKey = (key: string): key is CostKey => UNITS.has(key);

/** Why `value` is no price list: a price is missing, or cannot be; undefined when it is one. */
export function priceListError(value: unknown): string | undefined {
  const rows = (value as { rows?: unknown } | null | undefined)?.rows;
  if (typeof rows !== 'object' || rows === null) return 'costs has no rows';
  for (const key of new Set([...Object.keys(rows), ...UNITS.keys()])) {
    const row = (rows as Record<string, { value?: unknown } | null | undefined>)[key];
    const error = priceError(key, row?.value);
    if (error !== undefined) return error;
  }
  return undefined;
}
