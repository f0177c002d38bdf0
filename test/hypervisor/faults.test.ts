import { describe, expect, it } from 'vitest';
import { microseconds } from '../../src/clock/time.ts';
import { SETTINGS } from '../../src/config/identifiers.ts';
import { FAULT } from '../../src/spec/fault-reasons.ts';
import { SettingRig } from '../support/setting-rig.ts';

const SETTINGS_WITH_UNIT = SETTINGS.filter((setting) => setting !== 'direct');

describe('a fault of the guest’s device', () => {
  it.each(SETTINGS_WITH_UNIT)('reaches the guest as its own unit would report it: %s', (setting) => {
    const rig = new SettingRig({ setting });
    const iova = rig.driver.dmaMap(rig.device, 0x40_0000, 100, 'to-device');
    expect(rig.dma(iova, true)).toBe(-FAULT['write-denied']);
    rig.pass(microseconds(5));
    expect(rig.handleFaults()).toBe(1);
    expect(rig.faults.latest).toEqual([
      { sourceId: rig.device.sourceId, iova, isRead: false, reason: FAULT['write-denied'] },
    ]);
    // The records are free again in both units.
    rig.settle();
    expect(rig.dma(0x1000, false)).toBe(-FAULT['read-denied']);
    rig.pass(microseconds(5));
    expect(rig.handleFaults()).toBe(1);
    expect(rig.faults.latest[1]).toMatchObject({ iova: 0x1000, isRead: true, reason: FAULT['read-denied'] });
  });

  it('has the reason that the guest’s tables give, though the shadow knows only that nothing is there', () => {
    const rig = new SettingRig({ setting: 'samecore' });
    const iova = rig.driver.dmaMap(rig.device, 0x40_0000, 100, 'to-device');
    const { table } = rig.device.domain;
    // The guest spoils the entry above: the next table is not in its memory.
    let entry = table.rootAddress;
    for (let level = 4; level > 2; level--) {
      entry += (Math.floor(iova / 4096 / 512 ** (level - 1)) % 512) * 8;
      entry = rig.memory.read32(entry) - (rig.memory.read32(entry) % 4096);
    }
    entry += (Math.floor(iova / 4096 / 512) % 512) * 8;
    const low = rig.memory.read32(entry);
    rig.memory.write32(entry, 0xf000_0003);
    const other = rig.driver.dmaMap(rig.device, 0x50_0000, 100, 'to-device');
    rig.driver.dmaUnmap(rig.device, other, 100);
    rig.memory.write32(entry, 0xf000_0003);
    rig.mmio.write64(0xf0, iova, 0);
    rig.mmio.write64(0xf8, 0, 0xb003_0000 + rig.device.domainId);
    expect(rig.dma(iova, false)).toBeLessThan(0);
    rig.pass(microseconds(5));
    rig.handleFaults();
    expect(rig.faults.latest.at(-1)).toMatchObject({ iova, reason: FAULT['paging-entry-inaccessible'] });
    rig.memory.write32(entry, low);
  });
});
