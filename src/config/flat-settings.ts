import { costEdits, costProfile, costsFromEdits, COST_PROFILE_NAMES } from './cost-edits.ts';
import { LIMITS, settingError } from './limits.ts';
import type { MachineConfig } from './machine-config.ts';
import type { CacheConfig } from './unit-config.ts';

/*
 * Every setting of a machine as one name and one plain value, as links, files and command lines write them:
 * `strategy`, `caches.iotlbEntries`, `costs` (the name of a price list), `costs.write-entry`.
 */

export type FlatValue = string | number | boolean;
export type PlainKey = keyof typeof LIMITS;

export const PLAIN_KEYS = Object.keys(LIMITS) as readonly PlainKey[];
const CACHE_KEYS: readonly (keyof CacheConfig)[] = ['iotlbEntries', 'iotlbWays', 'replacement', 'contextEntries'];

export const isPlainKey = (key: string): key is PlainKey => Object.hasOwn(LIMITS, key);

/** All settings that differ between two machines, by flat name, with the values of `config`. */
export function flatDifferences(config: MachineConfig, base: MachineConfig): Map<string, FlatValue> {
  const found = new Map<string, FlatValue>();
  for (const key of PLAIN_KEYS) if (config[key] !== base[key]) found.set(key, config[key]);
  for (const key of CACHE_KEYS) {
    if (config.caches[key] !== base.caches[key]) found.set(`caches.${key}`, config.caches[key]);
  }
  const [costs, baseCosts] = [costEdits(config.costs), costEdits(base.costs)];
  if (costs.profile !== baseCosts.profile) found.set('costs', costs.profile);
  for (const [key, value] of Object.entries(costs.edits)) found.set(`costs.${key}`, value);
  return found;
}

/** The value that a text means for a flat setting, or why it means none, naming the setting and what is allowed. */
export function parseFlat(key: string, text: string): { readonly value: FlatValue } | string {
  if (key === 'costs') {
    if (COST_PROFILE_NAMES.includes(text)) return { value: text };
    return `costs is "${brief(text)}"; allowed: ${COST_PROFILE_NAMES.join(', ')}`;
  }
  if (key === 'caches.replacement') return { value: text };
  if (key.startsWith('costs.') || key.startsWith('caches.')) {
    const value = parseNumber(text);
    return value === undefined ? `${brief(key)} is "${brief(text)}"; allowed: a number` : { value };
  }
  if (!isPlainKey(key)) return `there is no setting "${brief(key)}"`;
  const limit = LIMITS[key];
  const value =
    limit.kind === 'one-of' ? limit.values.find((one) => String(one) === text) : (parseNumber(text) ?? undefined);
  if (value === undefined) return settingError(key, brief(text)) ?? `${key} is not understood`;
  const error = settingError(key, value);
  return error ?? { value };
}

/** A configuration with some flat settings changed; what cannot be is left out and told, each with its name. */
export function withFlat(
  config: MachineConfig,
  changes: ReadonlyMap<string, FlatValue>,
): { readonly config: MachineConfig; readonly problems: ReadonlyMap<string, string> } {
  const problems = new Map<string, string>();
  const plain: Record<string, FlatValue> = {};
  const caches: Record<string, FlatValue> = {};
  const edits: Record<string, FlatValue> = {};
  for (const [key, value] of changes) {
    if (isPlainKey(key)) {
      const error = settingError(key, value);
      if (error === undefined) plain[key] = value;
      else problems.set(key, error);
    } else if (key.startsWith('caches.') && CACHE_KEYS.some((name) => key === `caches.${name}`)) {
      caches[key.slice('caches.'.length)] = value;
    } else if (key.startsWith('costs.') && !Object.hasOwn(Object.prototype, key.slice('costs.'.length))) {
      edits[key.slice('costs.'.length)] = value;
    } else if (key !== 'costs') problems.set(key, `there is no setting "${brief(key)}"`);
  }
  const newCaches = { ...config.caches, ...caches };
  const cachesError = settingError('caches', newCaches);
  if (cachesError !== undefined) problems.set('caches', cachesError);
  const costs = changedCosts(config, changes.get('costs'), edits, problems);
  return {
    config: { ...config, ...plain, caches: cachesError === undefined ? newCaches : config.caches, costs },
    problems,
  };
}

function changedCosts(
  config: MachineConfig,
  profile: FlatValue | undefined,
  edits: Readonly<Record<string, FlatValue>>,
  problems: Map<string, string>,
): MachineConfig['costs'] {
  const before = costEdits(config.costs);
  const name = profile ?? before.profile;
  const isKnown = typeof name === 'string' && costProfile(name) !== undefined;
  if (!isKnown) problems.set('costs', `costs is "${brief(String(name))}"; allowed: ${COST_PROFILE_NAMES.join(', ')}`);
  const used = isKnown ? name : before.profile;
  const taken: Record<string, unknown> = used === before.profile ? { ...before.edits } : {};
  for (const [key, value] of Object.entries(edits)) {
    const tried = costsFromEdits(used, { [key]: value });
    if (typeof tried === 'string') problems.set(`costs.${key}`, tried);
    else taken[key] = value;
  }
  const costs = costsFromEdits(used, taken);
  return typeof costs === 'string' ? config.costs : costs;
}

/** A number as JSON writes it, never minus zero; undefined for anything else. */
function parseNumber(text: string): number | undefined {
  return text.length <= 30 && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) + 0 : undefined;
}

/** A text of somebody else's, cut to what fits in a sentence. */
export function brief(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
