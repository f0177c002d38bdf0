import { describe, expect, it } from 'vitest';
import { ACT } from '../../src/config/acts.ts';
import { costsFromEdits } from '../../src/config/cost-edits.ts';
import { paperTestbed, priceList, withCost } from '../../src/config/cost-model.ts';
import { modernServer } from '../../src/config/modern-server.ts';
import { settingError } from '../../src/config/limits.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';

const costs = paperTestbed();
const cyclesOf = (keys: readonly (keyof typeof costs.rows)[]): number =>
  keys.reduce((sum, key) => sum + costs.rows[key].value, 0);

describe('the paper testbed', () => {
  it('sums to the published cycles of one strict map and unmap on bare metal', () => {
    const logic = ['allocate-iova', 'write-entry', 'find-iova', 'clear-entry', 'free-iova', 'book-keep'] as const;
    expect(cyclesOf(logic)).toBe(4593);
    const polls = 7;
    expect(2 * costs.rows['register-write'].value + polls * costs.rows['register-read'].value).toBe(2316);
    // The seventh poll is the first that comes after the unit has finished.
    const latencyCycles =
      (costs.rows['register-invalidation-latency'].value * 2.93) / costs.rows['register-read'].value;
    expect(Math.ceil(latencyCycles)).toBe(polls);
  });

  it.each([costs, modernServer()])('says where every number comes from: $profile', ({ rows }) => {
    for (const row of Object.values(rows)) {
      expect(row.value).toBeGreaterThanOrEqual(0);
      expect(row.chargedFor).not.toBe('');
      expect(Object.values(row.provenance).join('')).not.toBe('');
    }
    expect(withCost(costs, 'allocate-iova', 92).rows['allocate-iova'].provenance.kind).toBe('edited');
  });

  it('sums to the published cycles of one strict map and unmap under a hypervisor', () => {
    const value = (key: keyof typeof costs.rows): number => costs.rows[key].value;
    const physical = 2 * value('physical-write') + 7 * value('physical-read');
    expect(physical).toBe(2316);
    const map = cyclesOf(['guest-table-read', 'shadow-write', 'pin']);
    const unmap = cyclesOf(['guest-table-read', 'shadow-write', 'unpin']) + physical;
    const trapped = cyclesOf(['vm-exit', 'emulate-access', 'vm-entry']);
    expect(6 * trapped + map + unmap).toBe(30645);
    const untilNextPoll = value('sidecore-poll-period') / 2;
    const polled = 2 * value('shared-store') + untilNextPoll + 3 * value('line-transfer') + value('sidecore-decode');
    expect(2 * polled + map + unmap).toBe(7321);
  });

  it.each([
    ['samecore', 4324],
    ['sidecore', 1904],
  ] as const)('sums to the published logic of a guest: %s', (setting, sum) => {
    const list = priceList(costs, setting, 'strict');
    const logic = ['allocate-iova', 'write-entry', 'find-iova', 'clear-entry', 'free-iova', 'book-keep'] as const;
    const picoseconds = logic.reduce((total, name) => total + list[ACT[name]]!, 0);
    // Six prices, each rounded to a picosecond.
    expect(Math.abs((picoseconds * 2.93) / 1000 - sum)).toBeLessThan(0.01);
    expect((list[ACT['network-stack']]! * 2.93) / 1000).toBeCloseTo(2600, 2);
  });

  it('makes only logic cheaper under deferred', () => {
    const strict = priceList(costs, 'bare-metal', 'strict');
    const deferred = priceList(costs, 'bare-metal', 'deferred');
    expect(deferred[ACT['allocate-iova']]! / strict[ACT['allocate-iova']]!).toBeCloseTo(0.54, 5);
    expect(deferred[ACT['register-write']]).toBe(strict[ACT['register-write']]);
    expect(strict.every(Number.isInteger)).toBe(true);
  });
});

describe('settingError', () => {
  it('accepts the default configuration', () => {
    for (const [key, value] of Object.entries(DEFAULT_CONFIG)) expect(settingError(key, value)).toBeUndefined();
  });

  it.each([
    ['ringSize', 100, 'ringSize is 100; allowed: a power of two from 8 to 4096'],
    ['quota', -1, 'quota is -1; allowed: a whole number from 0 to 1000000'],
    ['quota', 1.5, 'quota is 1.5; allowed: a whole number from 0 to 1000000'],
    ['strategy', 'lazy', 'strategy is "lazy"; allowed: strict, deferred, optimistic, async, shared, passthrough'],
    ['linkGbps', '10', 'linkGbps is "10"; allowed: a number from 1 to 400'],
    ['colour', 1, 'there is no setting "colour"'],
    ['toString', 1, 'there is no setting "toString"'],
    ['costs', null, 'costs has no rows'],
  ])('refuses %s = %j and says what is allowed', (key, value, message) => {
    expect(settingError(key, value)).toBe(message);
  });

  it.each([
    ['vm-exit', Number.NaN, 'NaN; allowed: 0 to 10000000 cycles (the dearest known act, swapping a page in, takes'],
    ['vm-exit', '9', 'no number; allowed: 0 to'],
    ['queued-descriptor-latency', 34_000_000, '34000000; allowed: 0 to 100000 ns (hardware answers within 1,000'],
    ['core-frequency', 0, '0; allowed: 100000000 to 8000000000 Hz'],
    ['status-poll', 0, '0; allowed: 20 to 10000000 cycles (what somebody else wrote is not in the nearest cache'],
    ['sidecore-logic-factor', 101, '101; allowed: 0 to 100 (it multiplies'],
  ] as const)('refuses the price %s = %s, says what is allowed and why', (key, value, message) => {
    const changed = withCost(costs, key, value as number);
    expect(settingError('costs', changed)).toContain(`costs.${key} is ${message}`);
    expect(costsFromEdits('paper-2011', { [key]: value })).toContain(`costs.${key} is ${message}`);
  });

  it('takes every price of every profile, and misses none that is left out', () => {
    for (const model of [costs, modernServer()]) expect(settingError('costs', model)).toBeUndefined();
    const { 'vm-exit': _left, ...rows } = costs.rows;
    expect(settingError('costs', { rows })).toContain('costs.vm-exit is no number');
  });

  it('refuses caches that cannot be built', () => {
    const caches = DEFAULT_CONFIG.caches;
    expect(settingError('caches', { ...caches, iotlbWays: 3 })).toContain('iotlbWays is 3');
    expect(settingError('caches', { ...caches, iotlbEntries: -1 })).toContain('iotlbEntries is -1');
    expect(settingError('caches', { ...caches, iotlbEntries: 0, iotlbWays: 1 })).toBeUndefined();
    expect(settingError('caches', { ...caches, iotlbEntries: 96, iotlbWays: 96 })).toBeUndefined();
  });
});
