import { describe, expect, it } from 'vitest';
import type { MemoryPort } from '../../src/bus/ports.ts';
import { PS_PER_MS } from '../../src/clock/time.ts';
import type { WorkloadName } from '../../src/config/identifiers.ts';
import { DeviceRig } from '../support/device-rig.ts';

const WORKLOADS: readonly WorkloadName[] = [
  'transmit',
  'receive',
  'request-response',
  'nvme-random',
  'nvme-sequential',
];

/** Memory as the devices see it: every access must lie in the range that the latest translation let through. */
function watched(memory: MemoryPort, allowed: () => { page: number; isWrite: boolean }, log: string[]): MemoryPort {
  const check = (address: number, length: number, isWrite: boolean): void => {
    const { page, isWrite: mayWrite } = allowed();
    const last = Math.floor((address + length - 1) / 4096);
    if (Math.floor(address / 4096) !== page || last !== page || isWrite !== mayWrite) log.push(`${address} ${length}`);
  };
  return {
    contains: (address, length) => memory.contains(address, length),
    read32: (address) => (check(address, 4, false), memory.read32(address)),
    write32: (address, value) => (check(address, 4, true), memory.write32(address, value)),
    readBytes: (address, into, length) => (check(address, length, false), memory.readBytes(address, into, length)),
    writeBytes: (address, from, length) => (check(address, length, true), memory.writeBytes(address, from, length)),
    frameWords: (frame) => (log.push(`frame ${frame}`), memory.frameWords(frame)),
    get words() {
      return memory.words;
    },
  };
}

describe('devices', () => {
  it.each(WORKLOADS)('touch memory only where a translation has just let them: %s', (workload) => {
    const stray: string[] = [];
    let page = -1;
    let isWrite = false;
    const rig = new DeviceRig({
      workload: { blockPages: 5, headroom: 100 },
      spy: (memory) => watched(memory, () => ({ page, isWrite }), stray),
    });
    const translate = rig.iommu.translate.bind(rig.iommu);
    rig.iommu.translate = (source, address, write) => {
      const target = translate(source, address, write);
      page = target < 0 ? -1 : Math.floor(target / 4096);
      isWrite = write;
      return target;
    };
    rig.work(workload);
    rig.run(3 * PS_PER_MS);
    expect(rig.iommu.translations).toBeGreaterThan(100);
    expect(stray).toEqual([]);
  });
});
