import { paperTestbed, withCost, type CostKey, type CostModel } from './cost-model.ts';
import { modernServer } from './modern-server.ts';
import { priceError } from './price-limits.ts';

/** Price lists by the name they have in links and files. Never rename one: links name it. */
const PROFILES: Readonly<Record<string, () => CostModel>> = {
  'paper-2011': paperTestbed,
  'modern-server': modernServer,
};

export const COST_PROFILE_NAMES: readonly string[] = Object.keys(PROFILES);
const DEFAULT_PROFILE = 'paper-2011';

/** A price list as the profile it comes from and the prices that differ: what links and files hold of it. */
export interface CostEdits {
  readonly profile: string;
  readonly edits: Readonly<Partial<Record<CostKey, number>>>;
}

/** The prices of a profile; undefined when there is no such profile. */
export function costProfile(name: string): CostModel | undefined {
  return Object.hasOwn(PROFILES, name) ? PROFILES[name]?.() : undefined;
}

/** What a price list differs in from its profile. A list of no known profile differs from the paper's. */
export function costEdits(costs: CostModel): CostEdits {
  const known = COST_PROFILE_NAMES.find((name) => costProfile(name)?.profile === costs.profile);
  const profile = known ?? DEFAULT_PROFILE;
  const edits: Partial<Record<CostKey, number>> = {};
  for (const [key, { value }] of Object.entries(PROFILES[profile]!().rows) as [CostKey, { value: number }][]) {
    const now = costs.rows[key].value;
    if (now !== value) edits[key] = now;
  }
  return { profile, edits };
}

/** The price list again, with what differs marked as edited; or why there is none, naming the key. */
export function costsFromEdits(profile: unknown, edits: Readonly<Record<string, unknown>>): CostModel | string {
  const model = typeof profile === 'string' ? costProfile(profile) : undefined;
  if (model === undefined) return `costs.profile is unknown; allowed: ${COST_PROFILE_NAMES.join(', ')}`;
  let costs = model;
  for (const [key, value] of Object.entries(edits)) {
    const problem = priceError(key, value);
    if (problem !== undefined) return problem;
    if (model.rows[key as CostKey].value !== value) costs = withCost(costs, key as CostKey, value as number);
  }
  return costs;
}
