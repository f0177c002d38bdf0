import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { PS_PER_MS, PS_PER_US } from '../../src/clock/time.ts';
import type { WorkloadName } from '../../src/config/identifiers.ts';
import { DeviceRig } from '../support/device-rig.ts';

const LIVE: readonly WorkloadName[] = ['transmit', 'receive', 'request-response', 'nvme-random', 'nvme-sequential'];

/** What stays mapped when nothing is in flight: transmit ring, 4 + 1 pages of NVMe queues. */
const RING_PAGES = 6;

function sound(rig: DeviceRig): void {
  expect(rig.iommu.blocked).toBe(0);
  expect(rig.partner.outOfOrder + rig.partner.damaged).toBe(0);
  expect(rig.guest.net.receive.damaged + rig.guest.net.receive.outOfOrder).toBe(0);
  expect(rig.guest.nvme.mismatched + rig.guest.nvme.failed).toBe(0);
}

describe('any order of workloads', () => {
  it('leaves every frame and block sound, the ledger whole, and nothing mapped but the rings', () => {
    const step = fc.record({
      workload: fc.constantFrom(...LIVE, undefined),
      microseconds: fc.integer({ min: 1, max: 900 }),
    });
    const shape = fc.record({
      ringSize: fc.constantFrom(8, 16, 64, 256),
      blockPages: fc.integer({ min: 1, max: 9 }),
      framesPerDoorbell: fc.integer({ min: 1, max: 20 }),
      headroom: fc.constantFrom(0, 64, 2048),
      framePayload: fc.integer({ min: 46, max: 2000 }),
      completionBatch: fc.integer({ min: 1, max: 64 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), shape, fc.nat(), (steps, workload, seed) => {
        const partner = { frameBytes: workload.framePayload + 14 };
        const rig = new DeviceRig({ workload, partner, seed, stack: 700_000 });
        for (const { workload: name, microseconds } of steps) {
          rig.work(name);
          rig.run(microseconds * PS_PER_US);
        }
        rig.work(undefined);
        rig.run(2 * PS_PER_MS);
        sound(rig);
        expect(rig.guest.outstanding).toBe(0);
        expect(rig.iommu.pages.size).toBe(RING_PAGES + (workload.blockPages > 2 ? 32 : 0));
        expect(rig.iommu.maps - rig.iommu.unmaps).toBe(rig.iommu.pages.size - 3);
        expect(rig.partner.received).toBe(rig.guest.net.transmit.sent);
        const paid = rig.core.ledger.reduce((sum, entry) => sum + entry, 0);
        expect(paid).toBe(rig.core.now);
        rig.guest.close();
        expect(rig.iommu.pages.size).toBe(0);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the transmit ring', () => {
  it('is never posted beyond its size less one', () => {
    const rig = new DeviceRig({ workload: { ringSize: 16 }, stack: 1 });
    rig.work('transmit');
    for (let i = 0; i < 300; i++) {
      rig.run(PS_PER_US);
      expect(rig.guest.net.transmit.ring.outstanding).toBeLessThanOrEqual(15);
    }
    expect(rig.guest.net.transmit.ring.outstanding).toBeGreaterThan(10);
  });

  it('is mapped before each frame and not after: every buffer is mapped exactly while it is posted', () => {
    const rig = new DeviceRig();
    rig.work('transmit');
    for (let i = 0; i < 200; i++) {
      rig.run(3 * PS_PER_US);
      expect(rig.iommu.pages.size - RING_PAGES).toBe(rig.guest.net.transmit.ring.outstanding);
    }
  });
});

describe('a driver that cannot map', () => {
  it('drops the frame, keeps the page, and goes on when it can again', () => {
    const rig = new DeviceRig();
    rig.work('transmit');
    rig.run(100 * PS_PER_US);
    rig.iommu.failing = true;
    rig.run(500 * PS_PER_US);
    expect(rig.guest.net.transmit.mapFailures).toBeGreaterThan(10);
    const sent = rig.guest.net.transmit.sent;
    rig.iommu.failing = false;
    rig.run(500 * PS_PER_US);
    expect(rig.guest.net.transmit.sent).toBeGreaterThan(sent + 100);
    rig.work(undefined);
    rig.run(PS_PER_MS);
    expect(rig.guest.pool.available).toBe(512);
  });
});
