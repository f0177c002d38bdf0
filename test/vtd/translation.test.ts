import { describe, expect, test } from 'vitest';

import { iova, sourceId } from '../../src/bus/addresses.ts';
import { NO_CACHES, PAPER_CACHES } from '../../src/config/unit-config.ts';
import { CONTEXT_DEVICE, CONTEXT_GLOBAL, IOTLB_GLOBAL, IOTLB_PAGES } from '../../src/spec/invalidation.ts';
import { OFFSET } from '../../src/spec/registers.ts';
import { NIC, DOMAIN, UnitRig } from '../support/unit-rig.ts';

const PAGE = 0x40_0000;
const OTHER_PAGE = 0x50_0000;
const DISK = sourceId(0, 5, 3);

function running(options: ConstructorParameters<typeof UnitRig>[0] = {}) {
  const rig = new UnitRig(options);
  const table = rig.attach(NIC);
  rig.enable();
  return { rig, table };
}

describe('a request', () => {
  test('walks once and is served by the IOTLB afterwards', () => {
    const { rig, table } = running();
    rig.map(table, 0x1000, PAGE);
    expect(rig.read(0x1234)).toBe(PAGE + 0x234);
    expect(rig.unit.walkReads).toBe(6); // root, context, four levels
    expect(rig.read(0x1ff8)).toBe(PAGE + 0xff8);
    expect(rig.unit.walkReads).toBe(0);
    expect([rig.count('iotlb-miss'), rig.count('iotlb-hit'), rig.count('walk-step')]).toEqual([1, 1, 6]);
  });

  test('of another page needs the second-level table only', () => {
    const { rig, table } = running();
    rig.map(table, 0x1000, PAGE);
    rig.map(table, 0x2000, OTHER_PAGE);
    rig.read(0x1000);
    expect(rig.read(0x2000)).toBe(OTHER_PAGE);
    expect(rig.unit.walkReads).toBe(4);
  });

  test('reads all tables each time without caches', () => {
    const { rig, table } = running({ caches: NO_CACHES });
    rig.map(table, 0x1000, PAGE);
    for (let i = 0; i < 3; i++) {
      expect(rig.read(0x1000)).toBe(PAGE);
      expect(rig.unit.walkReads).toBe(6);
    }
  });

  test('reads fewer tables for large pages', () => {
    const { rig, table } = running({ memorySize: 2 ** 32 });
    rig.map(table, 0x4000_0000, 0x8000_0000, { level: 3 });
    rig.map(table, 0x8020_0000, 0x60_0000, { level: 2 });
    expect(rig.read(0x7fff_fffc)).toBe(0xbfff_fffc);
    expect(rig.unit.walkReads).toBe(4);
    expect(rig.read(0x8032_1004)).toBe(0x72_1004);
    expect(rig.unit.walkReads).toBe(3);
    expect(rig.read(0x4000_0000)).toBe(0x8000_0000);
    expect(rig.unit.walkReads).toBe(0);
  });

  test('of a device that shares the domain is served by what the first one cached', () => {
    const { rig, table } = running();
    rig.attach(DISK, { table });
    rig.map(table, 0x1000, PAGE);
    rig.read(0x1000);
    expect(rig.read(0x1000, DISK)).toBe(PAGE);
    expect(rig.unit.walkReads).toBe(2); // its own root and context entry, no walk
  });

  test('of a device of another domain is not', () => {
    const { rig, table } = running();
    const other = rig.attach(DISK, { domain: DOMAIN + 1 });
    rig.map(table, 0x1000, PAGE);
    rig.map(other, 0x1000, OTHER_PAGE);
    expect([rig.read(0x1000), rig.read(0x1000, DISK), rig.read(0x1000)]).toEqual([PAGE, OTHER_PAGE, PAGE]);
  });

  test('passes unchanged while translation is off, or through a pass-through context entry', () => {
    const rig = new UnitRig();
    expect(rig.read(0x1234_5678)).toBe(0x1234_5678);
    rig.attach(NIC, { flags: 9, table: 0 });
    rig.enable();
    expect(rig.read(0xabc_1234_5678)).toBe(0xabc_1234_5678);
    expect(rig.unit.walkReads).toBe(2);
  });

  test('to the interrupt window is no DMA, whatever the tables say', () => {
    const { rig, table } = running({ memorySize: 2 ** 33 });
    rig.map(table, 0xc000_0000, 0x1_0000_0000, { level: 3 });
    expect(rig.read(0xc000_0000)).toBe(0x1_0000_0000);
    expect(rig.read(0xfedf_fffc)).toBe(0x1_3edf_fffc);
    expect(rig.write(0xfee0_1004)).toBe(0xfee0_1004);
    expect(rig.write(0xfee0_1004, sourceId(3, 0, 0))).toBe(0xfee0_1004);
    expect(rig.unit.read32(OFFSET.FSTS)).toBe(0);
  });
});

describe('a permission', () => {
  test('is the AND over all levels, from the tables and from the IOTLB alike', () => {
    for (const caches of [NO_CACHES, PAPER_CACHES]) {
      const { rig, table } = running({ caches });
      rig.map(table, 0x1000, PAGE, { flags: 1 });
      expect([rig.read(0x1000), rig.write(0x1000), rig.read(0x1000)]).toEqual([PAGE, -5, PAGE]);
      rig.map(table, 0x2000, PAGE, { flags: 2 });
      expect([rig.write(0x2000), rig.read(0x2000)]).toEqual([PAGE, -6]);
    }
  });

  test('that the cached translation lacks is refused and recorded until software invalidates', () => {
    const { rig, table } = running();
    rig.map(table, 0x1000, PAGE, { flags: 1 });
    rig.read(0x1000);
    rig.map(table, 0x1000, PAGE, { flags: 3 });
    expect(rig.write(0x1000)).toBe(-5);
    expect(rig.count('fault-recorded')).toBe(1);
    rig.invalidateIotlb(IOTLB_PAGES, DOMAIN, 0x1000);
    expect(rig.write(0x1000)).toBe(PAGE);
  });
});

describe('the context cache', () => {
  test('answers for a device until it is invalidated', () => {
    const { rig, table } = running();
    rig.map(table, 0x1000, PAGE);
    rig.read(0x1000);
    rig.detach(NIC);
    expect(rig.read(0x1000)).toBe(PAGE);
    rig.invalidateContext(CONTEXT_DEVICE, DOMAIN, NIC);
    expect(rig.read(0x1000)).toBe(-2);
  });

  test('keeps as many devices as it has places', () => {
    const rig = new UnitRig({ caches: { ...PAPER_CACHES, contextEntries: 2 } });
    const devices = [sourceId(0, 1, 0), sourceId(0, 2, 0), sourceId(0, 3, 0)] as const;
    const table = rig.newTable();
    rig.map(table, 0x1000, PAGE);
    for (const device of devices) rig.attach(device, { table });
    rig.enable();
    for (const device of devices) rig.read(0x1000, device);
    const walksOf = (device: (typeof devices)[number]) => (rig.read(0x1000, device), rig.unit.walkReads);
    expect([walksOf(devices[2]), walksOf(devices[1]), walksOf(devices[0])]).toEqual([0, 0, 2]);
  });

  test('is emptied globally', () => {
    const { rig, table } = running();
    rig.map(table, 0x1000, PAGE);
    rig.read(0x1000);
    rig.invalidateContext(CONTEXT_GLOBAL);
    rig.read(0x1000);
    expect(rig.unit.walkReads).toBe(2);
  });
});

describe('peek', () => {
  test('says what the IOTLB holds and changes nothing', () => {
    const { rig, table } = running();
    rig.map(table, 0x1000, PAGE);
    expect(rig.unit.peek(NIC, iova(0x1234))).toBeUndefined();
    rig.read(0x1000);
    const events = rig.tracer.sequence;
    expect(rig.unit.peek(NIC, iova(0x1234))).toBe(PAGE + 0x234);
    expect(rig.unit.peek(NIC, iova(0x2000))).toBeUndefined();
    expect(rig.unit.peek(DISK, iova(0x1234))).toBeUndefined();
    rig.invalidateContext(CONTEXT_GLOBAL);
    expect(rig.unit.peek(NIC, iova(0x1234))).toBe(PAGE + 0x234);
    expect(rig.tracer.sequence - events).toBe(2); // the register write and the invalidation
    rig.invalidateIotlb(IOTLB_GLOBAL);
    expect(rig.unit.peek(NIC, iova(0x1234))).toBeUndefined();
  });
});
