import { DEFAULT_CONFIG } from '../config/machine-config.ts';
import { lineRate } from './line-rate.ts';
import { measureAll } from './measure-all.ts';
import { cellConfig, PAPER_CELLS, type CellName, type Measuring } from './reproduce-cells.ts';
import { VARIANTS, type Variant } from './sensitivity-variants.ts';
import { measureInDetail, type SteadyState } from './steady-state.ts';

/** What a change does to a cell, in percent of line rate. */
export interface SensitivityRow extends CellName {
  readonly variant: string;
  readonly before: number;
  readonly after: number;
  /** What follows from the counted acts and their prices. */
  readonly expected: number;
}

/** Measures cells before and after each change, with one seed. */
export async function measureSensitivity(
  { seed, span }: Measuring,
  done?: () => void,
  cells: readonly CellName[] = PAPER_CELLS,
  variants: readonly Variant[] = VARIANTS,
): Promise<SensitivityRow[]> {
  const settings = [...new Set(cells.map(({ setting }) => setting))];
  const bases = cells.map((cell) => cellConfig(cell, seed));
  const configs = [
    ...settings.map((setting) => cellConfig({ setting, strategy: 'strict' }, seed)),
    ...bases,
    ...variants.flatMap((variant) => bases.map((config) => variant.change(config))),
  ];
  const results = await measureAll(
    configs.map((config) => ({ config, span })),
    done,
  );
  const ofBases = results.slice(settings.length);
  const distances = bases.map((config) =>
    config.strategy === 'optimistic' ? measureInDetail(config, span) : undefined,
  );
  return variants.flatMap((variant, v) =>
    cells.map((cell, c) => {
      const result = ofBases[c]!;
      const strict = results[settings.indexOf(cell.setting)]!;
      const reuseDistances = distances[c]?.reuseDistances ?? [];
      const more = variant.expectedCycles({ config: bases[c]!, result, reuseDistances, strict });
      return {
        variant: variant.name,
        ...cell,
        before: result.percent,
        after: ofBases[(v + 1) * cells.length + c]!.percent,
        expected: expectedPercent(result, more),
      };
    }),
  );
}

/** Number of measurements that `measureSensitivity` makes with all cells and variants. */
export const SENSITIVITY_JOBS =
  new Set(PAPER_CELLS.map(({ setting }) => setting)).size + PAPER_CELLS.length * (1 + VARIANTS.length);

/** The share of line rate that the core allows when a frame costs `more` cycles. The line allows no more than before. */
function expectedPercent(result: SteadyState, more: number): number {
  const budget = DEFAULT_CONFIG.costs.rows['core-frequency'].value / lineRate(DEFAULT_CONFIG);
  return Math.min(100, (100 * budget) / (result.cyclesPerFrame + more));
}
