import { DEFAULT_CONFIG } from '../config/machine-config.ts';

/** A constant that was chosen so that a cell of the paper comes out right. */
export interface FittedConstant {
  readonly constant: string;
  readonly value: number;
  readonly unit: string;
  /** What it was fitted to. */
  readonly to: string;
}

/** Every fitted constant: those that the cost model says are, and the share of cold pages. */
export function fittedConstants(): FittedConstant[] {
  const rows = Object.entries(DEFAULT_CONFIG.costs.rows);
  const prices = rows.flatMap(([constant, { value, unit, provenance }]) => {
    if (provenance.kind === 'fitted') return [{ constant, value, unit, to: provenance.cell }];
    const isPart = provenance.kind === 'assumed-split' && provenance.of.includes('fitted');
    return isPart ? [{ constant, value, unit, to: provenance.of }] : [];
  });
  const cold = DEFAULT_CONFIG.coldPartsPerMillion;
  const coldRow = { constant: 'coldPartsPerMillion', value: cold, unit: 'ppm', to: 'samecore, optimistic: 82 %' };
  return [...prices, coldRow];
}
