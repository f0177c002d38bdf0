import { describe, expect, it } from 'vitest';
import { microseconds } from '../../src/clock/time.ts';
import type { Setting } from '../../src/config/identifiers.ts';
import { SettingRig } from '../support/setting-rig.ts';

const LOGIC = ['allocate-iova', 'write-entry', 'find-iova', 'clear-entry', 'free-iova', 'book-keep'] as const;

/** Cycles of one strict map and unmap by registers, averaged over many: all, and the part that is logic. */
function pairCost(setting: Setting): { readonly total: number; readonly logic: number } {
  const rig = new SettingRig({ setting });
  // What a core does otherwise: whatever it is, it moves the phase against the sidecore's looks.
  const elsewhere = (): void => rig.pass(microseconds(1 + (rig.core.now % 977) / 1000));
  const pair = (): void => {
    const iova = rig.driver.dmaMap(rig.device, 0x40_0000, 1500, 'to-device');
    elsewhere();
    rig.driver.dmaUnmap(rig.device, iova, 1500);
    elsewhere();
  };
  for (let i = 0; i < 4; i++) pair();
  const start = { now: rig.core.now, idle: rig.core.idle, logic: rig.cycles(...LOGIC) };
  const pairs = 400;
  for (let i = 0; i < pairs; i++) pair();
  const busy = rig.core.now - start.now - (rig.core.idle - start.idle);
  return { total: (busy * 2.93) / 1000 / pairs, logic: (rig.cycles(...LOGIC) - start.logic) / pairs };
}

/** Slide 16 of the authors' talk: cycles to map and unmap one page, strict. */
describe('one strict map and unmap costs what was published, by executing', () => {
  it.each([
    ['bare-metal', 6909, 4593, 0.5],
    ['samecore', 34969, 4324, 0.5],
    // On average over the phase of the sidecore's looks.
    ['sidecore', 9225, 1904, 40],
  ] as const)('%s: %d cycles', (setting, total, logic, tolerance) => {
    const cost = pairCost(setting);
    expect(Math.abs(cost.logic - logic)).toBeLessThan(0.5);
    expect(Math.abs(cost.total - total)).toBeLessThan(tolerance);
  });

  it('takes six exits on the same core and none beside a sidecore', () => {
    for (const [setting, exits] of [
      ['samecore', 6],
      ['sidecore', 0],
    ] as const) {
      const rig = new SettingRig({ setting });
      const before = rig.virtual!.samecore.vmExits;
      rig.driver.dmaUnmap(rig.device, rig.driver.dmaMap(rig.device, 0x40_0000, 1500, 'to-device'), 1500);
      expect(rig.virtual!.samecore.vmExits - before).toBe(exits);
    }
  });

  it('takes one exit per invalidation by queue: the tail', () => {
    const rig = new SettingRig({ setting: 'samecore', invalidation: 'queued' });
    const before = rig.virtual!.samecore.vmExits;
    rig.driver.dmaUnmap(rig.device, rig.driver.dmaMap(rig.device, 0x40_0000, 1500, 'to-device'), 1500);
    expect(rig.virtual!.samecore.vmExits - before).toBe(2);
  });
});

describe('a mapping taken back (invariant 4)', () => {
  it.each(['samecore', 'sidecore'] as const)('%s: no entry, no invalidation, no exit', (setting) => {
    const rig = new SettingRig({ setting, strategy: 'optimistic' });
    const map = (): never => rig.driver.dmaMap(rig.device, 0x40_0000, 1500, 'to-device') as never;
    rig.driver.dmaUnmap(rig.device, map(), 1500);
    const { emulation, samecore } = rig.virtual!;
    const before = [emulation.invalidations, samecore.vmExits, rig.host!.sidecore.served];
    rig.driver.dmaUnmap(rig.device, map(), 1500);
    expect([emulation.invalidations, samecore.vmExits, rig.host!.sidecore.served]).toEqual(before);
  });
});

describe('deferred under an emulated unit', () => {
  it.each(['samecore', 'sidecore'] as const)('%s: the device reaches the page until the flush', (setting) => {
    const rig = new SettingRig({ setting, strategy: 'deferred', tunables: { flushTimeout: microseconds(500) } });
    const iova = rig.driver.dmaMap(rig.device, 0x40_0000, 1500, 'bidirectional');
    rig.driver.dmaUnmap(rig.device, iova, 1500);
    // Never seen by the IOTLB, so only the shadow answers.
    expect(rig.dma(iova, true)).toBe(0x40_0000);
    expect(rig.virtual!.shadowHolds(rig.device.domainId, iova)).toBe(true);
    expect(rig.virtual!.pins.countOf(0x400)).toBe(1);
    rig.pass(microseconds(600));
    expect(rig.dma(iova, true)).toBeLessThan(0);
    expect(rig.virtual!.shadowHolds(rig.device.domainId, iova)).toBe(false);
    expect(rig.virtual!.pins.countOf(0x400)).toBe(0);
  });
});
