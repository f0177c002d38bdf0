import * as fc from 'fast-check';

import { withCost, type CostKey } from '../../src/config/cost-model.ts';
import { PLAIN_KEYS, type PlainKey } from '../../src/config/flat-settings.ts';
import { LIMITS } from '../../src/config/limits.ts';
import { priceLimit } from '../../src/config/price-limits.ts';
import { isLiveKey, type MachineConfig } from '../../src/config/machine-config.ts';
import { ROGUE_TARGETS } from '../../src/settings/command-log.ts';
import { LINK_BASE } from '../../src/settings/link-base.ts';
import {
  LINK_PANELS,
  VIEW_WORDS,
  momentAtStart,
  type LoggedEntry,
  type Moment,
  type View,
} from '../../src/settings/moment.ts';

/** Words that the tests' views may name. */
export const VOCABULARY = {
  panels: LINK_PANELS,
  tours: { 'first-look': 7, 'three-strategies': 3 },
  speeds: ['5/s', '1:500', 'full'],
} as const;

/** The machine that a link without fields means, paused at its start. */
export const PLAIN_MOMENT: Moment = momentAtStart(LINK_BASE);

/** Any value that a plain setting may have. */
export function settingValue(key: PlainKey): fc.Arbitrary<string | number | boolean> {
  const limit = LIMITS[key];
  if (limit.kind === 'one-of') return fc.constantFrom(...limit.values);
  if (limit.kind === 'number') return fc.double({ min: limit.min, max: limit.max, noNaN: true });
  if (limit.powerOfTwo !== true) return fc.integer({ min: limit.min, max: limit.max });
  const powers = Array.from({ length: 21 }, (_, bit) => 2 ** bit);
  return fc.constantFrom(...powers.filter((power) => power >= limit.min && power <= limit.max));
}

const costKeys = Object.keys(LINK_BASE.costs.rows) as CostKey[];

/** A price and any value that it may have. */
function anyPrice(key: CostKey): fc.Arbitrary<readonly [CostKey, number]> {
  const { min, max } = priceLimit(key);
  return fc.integer({ min, max }).map((value) => [key, value] as const);
}

const costs: fc.Arbitrary<MachineConfig['costs']> = fc
  .array(fc.oneof(...costKeys.map(anyPrice)), { maxLength: 4 })
  .map((edits) =>
    edits.reduce(
      (model, [key, value]) => (LINK_BASE.costs.rows[key].value === value ? model : withCost(model, key, value)),
      LINK_BASE.costs,
    ),
  );

const caches: fc.Arbitrary<MachineConfig['caches']> = fc.record({
  iotlbEntries: fc.constantFrom(0, 16, 64, 512),
  iotlbWays: fc.constantFrom(1, 2, 4, 16),
  replacement: fc.constantFrom('lru', 'fifo', 'random'),
  contextEntries: fc.integer({ min: 0, max: 64 }),
});

const plainSettings = (keys: readonly PlainKey[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(keys.map((key) => [key, settingValue(key)])), { requiredKeys: [] });

const config = fc
  .tuple(plainSettings(PLAIN_KEYS), fc.option(costs, { nil: undefined }), fc.option(caches, { nil: undefined }))
  .map(([plain, someCosts, someCaches]) => ({
    ...LINK_BASE,
    ...plain,
    ...(someCosts === undefined ? {} : { costs: someCosts }),
    ...(someCaches === undefined ? {} : { caches: someCaches }),
  }));

const change = fc
  .tuple(plainSettings(PLAIN_KEYS.filter((key) => isLiveKey(key))), fc.option(costs, { nil: undefined, freq: 8 }))
  .map(([plain, someCosts]) => (someCosts === undefined ? plain : { ...plain, costs: someCosts }));

const command = fc.oneof(
  change.map((one) => ({ kind: 'adjust', change: one }) as const),
  fc.constantFrom(...ROGUE_TARGETS).map((target) => ({ kind: 'rogue', target }) as const),
);

const commands: fc.Arbitrary<LoggedEntry[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1e12 }), command), { maxLength: 12 })
  .map((rows) => {
    let at = 0;
    return rows.map(([since, one]) => ({ at: (at += since), command: one }));
  });

const view: fc.Arbitrary<View> = fc.record({
  selection: fc.oneof(
    fc.constant({ kind: 'latest' } as const),
    fc.record({
      kind: fc.constant('iova' as const),
      iova: fc.maxSafeNat().map((value) => value % 2 ** 52),
      domainId: fc.nat(0xffff),
    }),
  ),
  panels: fc.option(fc.subarray([...LINK_PANELS], { minLength: 1 }), { nil: undefined }),
  tour: fc.option(
    fc.constantFrom(
      { name: 'first-look', step: 6 },
      { name: 'first-look', step: 0 },
      { name: 'three-strategies', step: 2 },
    ),
    { nil: undefined },
  ),
  large: fc.option(fc.constantFrom(...LINK_PANELS), { nil: undefined }),
  speed: fc.option(fc.constantFrom(...VOCABULARY.speeds), { nil: undefined }),
  shows: fc.option(fc.constantFrom(...VIEW_WORDS.shows), { nil: undefined }),
  numbers: fc.option(fc.constantFrom(...VIEW_WORDS.numbers), { nil: undefined }),
  detail: fc.option(fc.constantFrom(...VIEW_WORDS.detail), { nil: undefined }),
  plays: fc.option(fc.boolean(), { nil: undefined }),
});

const recording = fc.record({
  name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((name) => !/\p{C}/u.test(name)),
  hash: fc.nat().map((value) => value.toString(16).padStart(16, '0')),
});

/** Any moment that a viewer may stand at. */
export const anyMoment: fc.Arbitrary<Moment> = fc.record({
  config,
  commands,
  time: fc.maxSafeNat(),
  acts: fc.option(fc.nat(), { nil: undefined }),
  event: fc.option(fc.nat(), { nil: undefined }),
  recording: fc.option(recording, { nil: undefined }),
  view,
});
