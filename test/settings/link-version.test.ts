import { describe, expect, test } from 'vitest';

import { checkUpgraders, upgradeFields, type LinkUpgrader } from '../../src/settings/link-version.ts';

const same: LinkUpgrader = (fields) => fields;

describe('versions of links', () => {
  test('need an upgrader from each earlier one', () => {
    expect(() => checkUpgraders(3, { 1: same, 2: same })).not.toThrow();
    expect(() => checkUpgraders(3, { 2: same })).toThrow('links of version 1 have no upgrader');
    expect(() => checkUpgraders(3, {})).toThrow('links of version 1 have no upgrader');
  });

  test('allow no upgrader from the present or a later one', () => {
    expect(() => checkUpgraders(1, { 1: same })).toThrow('an upgrader for version 1, which is not earlier');
    expect(() => checkUpgraders(2, { 0: same, 1: same })).toThrow('version 0');
  });

  test('are passed one after another', () => {
    const upgraders: Record<number, LinkUpgrader> = {
      1: (fields) => new Map([...fields].map(([key, value]) => [key === 'ring' ? 'ringSize' : key, value])),
      2: (fields) => new Map([['setting', 'bare-metal'], ...fields]),
    };
    const fields = new Map([['ring', '64']]);
    expect([...upgradeFields(fields, 1, upgraders, 3)]).toEqual([
      ['setting', 'bare-metal'],
      ['ringSize', '64'],
    ]);
    expect([...upgradeFields(fields, 3, upgraders, 3)]).toEqual([['ring', '64']]);
    expect([...upgradeFields(fields, 9, upgraders, 3)]).toEqual([['ring', '64']]);
  });
});
