import { describe, expect, it } from 'vitest';
import { PS_PER_MS } from '../../src/clock/time.ts';
import { NVME_DEFAULTS } from '../../src/config/device-config.ts';
import { DeviceRig } from '../support/device-rig.ts';

describe('NVMe reads', () => {
  it.each([1, 2, 3, 8, 32])('of %i pages arrive in the right pages, one completion each', (blockPages) => {
    const rig = new DeviceRig({ workload: { blockPages } });
    rig.work('nvme-random');
    rig.run(20 * PS_PER_MS);
    rig.work(undefined);
    rig.run(5 * PS_PER_MS);
    const { nvme } = rig.guest;
    expect(nvme.completed).toBeGreaterThan(500);
    expect(nvme.completed).toBe(rig.nvme.completed);
    expect(rig.nvme.bytes).toBe(nvme.completed * blockPages * 4096);
    expect(nvme.failed + nvme.mismatched).toBe(0);
    expect(rig.iommu.blocked).toBe(0);
    expect(rig.guest.outstanding).toBe(0);
  });

  it('come at the rate that the medium allows', () => {
    const rig = new DeviceRig();
    rig.work('nvme-random');
    rig.run(50 * PS_PER_MS);
    const { mediaLatency, channels, channelBytesPerSecond } = NVME_DEFAULTS;
    const each = mediaLatency + (4096 / channelBytesPerSecond) * 1e12;
    const most = (50 * PS_PER_MS * channels) / each;
    expect(rig.guest.nvme.completed).toBeLessThanOrEqual(most);
    expect(rig.guest.nvme.completed).toBeGreaterThan(0.9 * most);
  });

  it('at random go round their buffers: a page comes back after the others', () => {
    const rig = new DeviceRig();
    rig.iommu.log = [];
    rig.work('nvme-random');
    rig.run(20 * PS_PER_MS);
    const pages = new Set(rig.iommu.log.map(({ page }) => page));
    expect(pages.size).toBe(64);
  });

  it('in sequence use fresh pages: none comes back within 100 ms', () => {
    const rig = new DeviceRig();
    rig.iommu.log = [];
    rig.work('nvme-sequential');
    rig.run(20 * PS_PER_MS);
    const maps = rig.iommu.log.filter(({ kind }) => kind === 'map').map(({ page }) => page);
    expect(maps.length).toBeGreaterThan(5000);
    expect(new Set(maps).size).toBe(maps.length);
  });

  it('fail when a page is blocked, and the next ones do not', () => {
    const rig = new DeviceRig({ workload: { blockPages: 4 } });
    rig.work('nvme-random');
    rig.run(2 * PS_PER_MS);
    const translate = rig.iommu.translate.bind(rig.iommu);
    let blockOne = true;
    rig.iommu.translate = (source, address, isWrite) => {
      if (blockOne && isWrite && address - 0x80_0000_0000 >= 64 * 1024 * 1024) {
        blockOne = false;
        return -5;
      }
      return translate(source, address, isWrite);
    };
    rig.run(5 * PS_PER_MS);
    expect(rig.guest.nvme.failed).toBe(1);
    expect(rig.guest.nvme.mismatched).toBe(0);
  });

  it('stop at once when the device is turned off, and leave nothing mapped', () => {
    const rig = new DeviceRig({ workload: { blockPages: 8 } });
    rig.work('nvme-sequential');
    rig.run(3 * PS_PER_MS + 999);
    rig.guest.close();
    expect(rig.iommu.pages.size).toBe(0);
    rig.run(PS_PER_MS);
    expect(rig.iommu.blocked).toBe(0);
    rig.guest.open();
    rig.work('nvme-sequential');
    const before = rig.guest.nvme.completed;
    rig.run(5 * PS_PER_MS);
    expect(rig.guest.nvme.completed).toBeGreaterThan(before + 100);
    expect(rig.guest.nvme.failed + rig.guest.nvme.mismatched).toBe(0);
  });
});
