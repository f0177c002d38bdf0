import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { flatDifferences, parseFlat, PLAIN_KEYS, withFlat } from '../../src/config/flat-settings.ts';
import { DEFAULT_CONFIG, isLiveKey } from '../../src/config/machine-config.ts';
import { settingValue } from '../settings/moments.ts';

describe('a setting by its flat name', () => {
  test('is read from any text that it is written as', () => {
    const keyAndValue = fc
      .constantFrom(...PLAIN_KEYS)
      .chain((key) => settingValue(key).map((value) => [key, value] as const));
    fc.assert(
      fc.property(keyAndValue, ([key, value]) => {
        expect(parseFlat(key, String(value))).toEqual({ value: value === 0 ? 0 : value });
      }),
    );
  });

  test('changes a configuration, and what cannot be is told by name', () => {
    const changes = new Map<string, string | number>([
      ['quota', 9],
      ['caches.iotlbWays', 8],
      ['costs.write-entry', 3],
      ['ringSize', 7],
      ['costs.nothing', 1],
    ]);
    const { config, problems } = withFlat(DEFAULT_CONFIG, changes);
    expect([...flatDifferences(config, DEFAULT_CONFIG)]).toEqual([
      ['quota', 9],
      ['caches.iotlbWays', 8],
      ['costs.write-entry', 3],
    ]);
    expect([...problems.keys()]).toEqual(['ringSize', 'costs.nothing']);
  });

  test('is live when a running machine takes it', () => {
    expect(['strategy', 'setting', 'costs', 'hostPressure'].filter((key) => !isLiveKey(key))).toEqual([]);
    expect(['seed', 'ringSize', '__proto__'].filter((key) => isLiveKey(key))).toEqual([]);
  });
});
