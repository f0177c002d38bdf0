import * as fc from 'fast-check';

/** What properties and fuzz start from unless told: a commit then has one verdict, wherever and however often it is tested. */
const SEED = 20_110_615;

/** A number, or `random` to try what was not tried before. fast-check names the seed of what failed. */
const { VIOMMU_SEED: wish } = process.env;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: seedFor(wish) });

function seedFor(text: string | undefined): number {
  if (text === undefined || text === '') return SEED;
  if (text === 'random') return crypto.getRandomValues(new Int32Array(1))[0]!;
  const seed = Number(text);
  if (!Number.isInteger(seed)) throw new Error(`VIOMMU_SEED is "${text}"; allowed: a whole number, or random`);
  return seed;
}
