import { describe, expect, test } from 'vitest';

import { sourceId } from '../../src/bus/addresses.ts';
import { OFFSET } from '../../src/spec/registers.ts';
import { NIC, UnitRig } from '../support/unit-rig.ts';

const DISK = sourceId(0, 5, 3);
const PFO = 1;
const PPF = 2;
const IQE = 0x10;
const MASK = 0x8000_0000;
const PENDING = 0x4000_0000;

function running() {
  const rig = new UnitRig();
  const table = rig.attach(NIC);
  rig.attach(DISK, { table });
  rig.enable();
  rig.unit.write32(OFFSET.FEADDR, 0xfee0_1000);
  rig.unit.write32(OFFSET.FEDATA, 0x41);
  const status = () => rig.unit.read32(OFFSET.FSTS);
  const control = () => rig.unit.read32(OFFSET.FECTL);
  const clearRecord = () => rig.unit.write32(OFFSET.FRCD + 12, MASK);
  return { rig, table, status, control, clearRecord };
}

describe('a blocked request', () => {
  test('leaves its page, device, direction and reason in the record', () => {
    const { rig, status } = running();
    expect(rig.write(0x12_3456_7890)).toBe(-5);
    expect(status()).toBe(PPF);
    const word = { low: 0, high: 0 };
    rig.unit.read64(OFFSET.FRCD, word);
    expect(word).toEqual({ low: 0x3456_7000, high: 0x12 });
    rig.unit.read64(OFFSET.FRCD + 8, word);
    expect(word).toEqual({ low: NIC, high: 0x8000_0005 });
  });

  test('is counted and told, but not recorded, while the record is taken', () => {
    const { rig, status, clearRecord } = running();
    rig.read(0x1000);
    rig.read(0x2000);
    expect(status()).toBe(PPF);
    rig.read(0x3000, DISK);
    expect(status()).toBe(PPF + PFO);
    clearRecord();
    rig.read(0x4000);
    expect(status()).toBe(PFO);
    rig.unit.write32(OFFSET.FSTS, PFO);
    rig.read(0x5000, DISK);
    expect(status()).toBe(PPF);
    expect(rig.unit.read32(OFFSET.FRCD)).toBe(0x5000);
    expect([rig.count('walk-faulted'), rig.count('fault-recorded')]).toEqual([5, 2]);
  });

  test('is not recorded when the context entry says so, whatever is wrong with it', () => {
    for (const flags of [0b11, 0b10, 0x13, 0b1111]) {
      const { rig, status } = running();
      rig.attach(sourceId(0, 6, 0), { flags, table: 0x30_0000 });
      expect(rig.read(0x1000, sourceId(0, 6, 0))).toBeLessThan(0);
      expect(status()).toBe(0);
    }
  });
});

describe('the fault interrupt', () => {
  test('is sent once for what is pending together', () => {
    const { rig, control, clearRecord } = running();
    rig.unit.write32(OFFSET.FECTL, 0);
    rig.read(0x1000);
    rig.read(0x1000, DISK);
    expect(rig.messages).toEqual([{ address: 0xfee0_1000, data: 0x41 }]);
    expect(control()).toBe(0);
    clearRecord();
    rig.unit.write32(OFFSET.FSTS, PFO);
    rig.read(0x1000);
    expect(rig.messages).toHaveLength(2);
  });

  test('waits while masked and goes out at unmasking', () => {
    const { rig, control } = running();
    rig.read(0x1000);
    expect([control(), rig.messages.length]).toEqual([MASK + PENDING, 0]);
    rig.unit.write32(OFFSET.FECTL, 0);
    expect([control(), rig.messages.length]).toEqual([0, 1]);
  });

  test('is forgotten when software has cleared every cause, be it through the record', () => {
    const { rig, control, clearRecord } = running();
    rig.read(0x1000);
    clearRecord();
    expect(control()).toBe(MASK);
    rig.unit.write32(OFFSET.FECTL, 0);
    expect(rig.messages).toEqual([]);
  });

  test('stays pending while one cause of two is left', () => {
    const { rig, control, clearRecord } = running();
    rig.read(0x1000);
    rig.read(0x1000, DISK);
    clearRecord();
    expect(control()).toBe(MASK + PENDING);
    rig.unit.write32(OFFSET.FSTS, PFO);
    expect(control()).toBe(MASK);
  });
});

describe('the invalidation queue', () => {
  function queued() {
    const run = running();
    run.rig.enableQueue();
    return run;
  }

  test('goes on at its head once software has put the descriptor right and cleared IQE', () => {
    const { rig, status } = queued();
    rig.submit(Uint32Array.of(0xf), rig.waitDescriptor(7));
    expect([status(), rig.unit.read32(OFFSET.IQH)]).toEqual([IQE, 0]);
    rig.unit.write32(OFFSET.FSTS, IQE);
    expect(status()).toBe(IQE); // nothing was put right
    rig.memory.write32(0x8_0000, 0x12);
    rig.unit.write32(OFFSET.FSTS, IQE);
    expect([status(), rig.unit.read32(OFFSET.IQH), rig.status]).toEqual([0, 32, 7]);
  });

  test.each([3, 4, 6, 7, 9])('refuses descriptor type %i: the unit lacks the feature', (type) => {
    const { rig, status } = queued();
    rig.submit(Uint32Array.of(type));
    expect([status(), rig.unit.read32(OFFSET.IQH)]).toEqual([IQE, 0]);
  });

  test('lets a wait descriptor do nothing, or both', () => {
    const { rig, status } = queued();
    rig.unit.write32(OFFSET.IECTL, 0);
    rig.unit.write32(OFFSET.IEADDR, 0xfee0_2000);
    rig.unit.write32(OFFSET.IEDATA, 0x1_0052);
    rig.submit(Uint32Array.of(5), Uint32Array.of(0x35, 9, 0x9_0000));
    expect([status(), rig.unit.read32(OFFSET.IQH), rig.status]).toEqual([0, 32, 9]);
    expect(rig.messages).toEqual([{ address: 0xfee0_2000, data: 0x1_0052 }]);
    expect(rig.unit.read32(OFFSET.ICS)).toBe(1);
  });

  test('sends no second completion interrupt until the first was acknowledged', () => {
    const { rig } = queued();
    rig.submit(Uint32Array.of(0x15));
    expect(rig.unit.read32(OFFSET.IECTL)).toBe(MASK + PENDING);
    rig.submit(Uint32Array.of(0x15));
    rig.unit.write32(OFFSET.IECTL, 0);
    expect(rig.messages).toHaveLength(1);
    rig.unit.write32(OFFSET.ICS, 1);
    rig.submit(Uint32Array.of(0x15));
    expect(rig.messages).toHaveLength(2);
  });

  test('may be disabled at any time, and its head is then 0', () => {
    const { rig } = queued();
    rig.submit(rig.waitDescriptor(1), Uint32Array.of(0xf));
    rig.unit.write32(OFFSET.GCMD, 0x8000_0000);
    expect([rig.unit.read32(OFFSET.GSTS), rig.unit.read32(OFFSET.IQH)]).toEqual([0xc000_0000, 0]);
  });

  test('serves an interrupt handler that moves the tail from within', () => {
    const { rig } = queued();
    rig.unit.write32(OFFSET.IECTL, 0);
    const push = rig.messages.push.bind(rig.messages);
    rig.messages.push = (...items) => {
      if (rig.messages.length === 0) rig.submit(rig.waitDescriptor(3));
      return push(...items);
    };
    rig.submit(Uint32Array.of(0x15), rig.waitDescriptor(2));
    expect([rig.unit.read32(OFFSET.IQH), rig.status]).toEqual([48, 3]);
  });
});

test('an interrupt handler may disable the queue from within', () => {
  const { rig } = running();
  rig.enableQueue();
  rig.unit.write32(OFFSET.IECTL, 0);
  const push = rig.messages.push.bind(rig.messages);
  rig.messages.push = (...items) => {
    rig.unit.write32(OFFSET.GCMD, 0x8000_0000);
    return push(...items);
  };
  rig.submit(Uint32Array.of(0x15), rig.waitDescriptor(2));
  expect([rig.unit.read32(OFFSET.IQH), rig.status, rig.messages.length]).toEqual([0, 0, 1]);
});

describe('commands', () => {
  test('of features that the unit lacks do nothing', () => {
    const { rig } = running();
    const before = [...rig.unit.registers.words];
    rig.unit.write32(OFFSET.GCMD, 0x8000_0000 + 0x3b80_0000);
    const changed = before.flatMap((word, index) => (rig.unit.registers.words[index] === word ? [] : [index * 4]));
    expect(changed.filter((offset) => offset !== OFFSET.GCMD)).toEqual([]);
  });

  test('report the granularity that was performed', () => {
    const { rig } = running();
    rig.invalidateContext(2, 7);
    expect(rig.unit.read32(OFFSET.CCMD + 4)).toBe(0x5000_0000);
    rig.invalidateIotlb(3, 7, 0x1000, 19);
    expect(rig.unit.read32(OFFSET.IOTLB + 4)).toBe(0x3003_0007);
    rig.invalidateIotlb(3, 7, 0x1000, 18);
    expect(rig.unit.read32(OFFSET.IOTLB + 4)).toBe(0x3603_0007);
  });

  test('by register are carried out also while the queue is in use', () => {
    const { rig, table } = running();
    rig.map(table, 0x1000, 0x40_0000);
    rig.read(0x1000);
    rig.enableQueue();
    rig.invalidateIotlb(1);
    expect([rig.unit.iotlb.size, rig.unit.read32(OFFSET.IOTLB + 4)]).toEqual([0, 0x1203_0000]);
  });
});
