import { describe, expect, test } from 'vitest';

import { Scheduler } from '../../src/clock/scheduler.ts';
import { nanoseconds, time } from '../../src/clock/time.ts';
import { encodeIotlbDescriptor, IOTLB_GLOBAL, IOTLB_PAGES } from '../../src/spec/invalidation.ts';
import { OFFSET } from '../../src/spec/registers.ts';
import { DOMAIN, NIC, UnitRig } from '../support/unit-rig.ts';

const NS = 1000;
const PAGE = 0x40_0000;

function timedRig() {
  const scheduler = new Scheduler();
  const timing = { scheduler, registerInvalidation: nanoseconds(500), descriptor: nanoseconds(100) };
  const rig = new UnitRig({ scheduler, timing });
  const table = rig.attach(NIC);
  rig.map(table, 0x1000, PAGE);
  rig.enable();
  rig.read(0x1000);
  const at = (ns: number) => scheduler.runUntil(time(ns * NS));
  const isBusy = () => rig.unit.read32(OFFSET.IOTLB + 4) >= 0x8000_0000;
  const isCached = () => rig.unit.iotlb.size > 0;
  return { rig, table, at, isBusy, isCached, hold: (ns: number) => rig.unit.holdUntil(time(ns * NS)) };
}

const pageDescriptor = () => {
  const words = new Uint32Array(4);
  encodeIotlbDescriptor(words, IOTLB_PAGES, DOMAIN, 0x1000);
  return words;
};

describe('a register-based invalidation', () => {
  test('takes its time: IVT stays set and the IOTLB goes on answering until then', () => {
    const { rig, at, isBusy, isCached } = timedRig();
    rig.invalidateIotlb(IOTLB_PAGES, DOMAIN, 0x1000);
    at(499);
    expect([isBusy(), isCached(), rig.count('invalidation-completed')]).toEqual([true, true, 0]);
    at(500);
    expect([isBusy(), isCached(), rig.count('invalidation-completed')]).toEqual([false, false, 1]);
  });

  test('completes only when requests that were translated before have drained', () => {
    const { rig, at, isBusy, isCached, hold } = timedRig();
    rig.invalidateIotlb(IOTLB_GLOBAL);
    at(400);
    rig.read(0x1000); // a stale hit, under way until 900
    hold(900);
    at(899);
    expect([isBusy(), isCached()]).toEqual([true, false]);
    at(900);
    expect(isBusy()).toBe(false);
  });

  test('is not held up by requests that were translated after the caches were dropped', () => {
    const { rig, at, isBusy, hold } = timedRig();
    hold(700);
    rig.invalidateIotlb(IOTLB_GLOBAL);
    at(600);
    rig.read(0x1000);
    hold(5000);
    at(700);
    expect(isBusy()).toBe(false);
  });

  test('has its registers to itself while it is carried out', () => {
    const { rig, at, isBusy } = timedRig();
    rig.invalidateIotlb(IOTLB_PAGES, DOMAIN, 0x1000);
    rig.unit.write64(OFFSET.IVA, 0x7000, 0);
    rig.unit.write64(OFFSET.IOTLB, 0, 0);
    expect(isBusy()).toBe(true);
    at(500);
    expect([isBusy(), rig.unit.iotlb.size]).toEqual([false, 0]);
    rig.invalidateIotlb(IOTLB_GLOBAL);
    expect(isBusy()).toBe(true);
  });

  test('of the context cache goes on beside one of the IOTLB', () => {
    const { rig, at } = timedRig();
    rig.invalidateContext(1);
    rig.invalidateIotlb(IOTLB_GLOBAL);
    expect(rig.unit.read32(OFFSET.CCMD + 4)).toBe(0xa000_0000);
    at(500);
    expect(rig.unit.read32(OFFSET.CCMD + 4)).toBe(0x2800_0000);
    expect(rig.unit.contexts.find(NIC)).toBe(-1);
  });
});

describe('the invalidation queue', () => {
  test('carries out one descriptor after the other', () => {
    const { rig, at, isCached } = timedRig();
    rig.enableQueue();
    rig.submit(pageDescriptor(), rig.waitDescriptor(5), rig.waitDescriptor(6));
    at(99);
    expect([rig.unit.read32(OFFSET.IQH), isCached()]).toEqual([0, true]);
    at(100);
    expect([rig.unit.read32(OFFSET.IQH), isCached(), rig.status]).toEqual([16, false, 0]);
    at(200);
    expect([rig.unit.read32(OFFSET.IQH), rig.status]).toEqual([32, 5]);
    at(300);
    expect([rig.unit.read32(OFFSET.IQH), rig.status]).toEqual([48, 6]);
  });

  test('writes the status only when requests that were translated before the drop have drained', () => {
    const { rig, at, hold } = timedRig();
    rig.enableQueue();
    hold(1000);
    rig.submit(pageDescriptor(), rig.waitDescriptor(5));
    at(1099);
    expect([rig.unit.read32(OFFSET.IQH), rig.status]).toEqual([16, 0]);
    at(1100);
    expect(rig.status).toBe(5);
  });

  test('takes up what is added while it works, and starts anew after a pause', () => {
    const { rig, at } = timedRig();
    rig.enableQueue();
    rig.submit(rig.waitDescriptor(1));
    at(50);
    rig.submit(rig.waitDescriptor(2));
    at(200);
    expect(rig.status).toBe(2);
    at(1000);
    rig.submit(rig.waitDescriptor(3));
    at(1099);
    expect(rig.status).toBe(2);
    at(1100);
    expect(rig.status).toBe(3);
  });

  test('stops when it is disabled', () => {
    const { rig, at } = timedRig();
    rig.enableQueue();
    rig.submit(rig.waitDescriptor(1));
    rig.unit.write32(OFFSET.GCMD, 0x8000_0000);
    at(1000);
    expect([rig.status, rig.unit.read32(OFFSET.IQH), rig.unit.read32(OFFSET.GSTS)]).toEqual([0, 0, 0xc000_0000]);
  });

  test('stops at a descriptor it does not know', () => {
    const { rig, at } = timedRig();
    rig.enableQueue();
    rig.submit(rig.waitDescriptor(1), Uint32Array.of(9), rig.waitDescriptor(2));
    at(1000);
    expect([rig.status, rig.unit.read32(OFFSET.IQH), rig.unit.read32(OFFSET.FSTS)]).toEqual([1, 16, 0x10]);
  });
});
