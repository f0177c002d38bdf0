import { describe, expect, it } from 'vitest';
import { PS_PER_MS } from '../../src/clock/time.ts';
import type { Strategy, WorkloadName } from '../../src/config/identifiers.ts';
import { EVENT } from '../../src/trace/catalogue.ts';
import { DeviceRig } from '../support/device-rig.ts';

const STRATEGIES: readonly Strategy[] = ['strict', 'deferred', 'shared', 'optimistic', 'passthrough'];
const WORKLOADS: readonly WorkloadName[] = [
  'transmit',
  'receive',
  'request-response',
  'nvme-random',
  'nvme-sequential',
];

/** Mappings alive beside the buffers: transmit ring, submission queue, completion queue. */
const RINGS = 3;

function mapped(rig: DeviceRig): number {
  return rig.tracer.counts[EVENT['iova-mapped']]! - rig.tracer.counts[EVENT['iova-unmapped']]!;
}

describe.each(STRATEGIES)('drivers on the real unit under %s', (strategy) => {
  it('move every frame and block soundly, one workload after another, and leave only the rings mapped', () => {
    const rig = new DeviceRig({ strategy, stack: 500_000, workload: { blockPages: 3 } });
    const atRest = mapped(rig);
    for (const workload of WORKLOADS) {
      rig.work(workload);
      rig.run(4 * PS_PER_MS);
    }
    rig.work(undefined);
    rig.run(3 * PS_PER_MS);
    const { net, nvme } = rig.guest;
    expect(rig.tracer.counts[EVENT['dma-faulted']]).toBe(0);
    expect(rig.partner.outOfOrder + rig.partner.damaged + net.receive.damaged + net.receive.outOfOrder).toBe(0);
    expect(nvme.failed + nvme.mismatched).toBe(0);
    expect(rig.partner.received).toBe(net.transmit.sent);
    expect(net.transmit.sent).toBeGreaterThan(1000);
    expect(net.receive.delivered).toBeGreaterThan(1000);
    expect(nvme.completed).toBeGreaterThan(200);
    expect(mapped(rig)).toBe(atRest);
    rig.guest.close();
    if (strategy !== 'passthrough') expect(mapped(rig)).toBe(atRest - RINGS - 32);
    rig.driver!.drain();
  });
});

describe('switching the strategy while frames fly', () => {
  it('loses none', () => {
    const rig = new DeviceRig({ strategy: 'strict' });
    rig.work('transmit');
    for (const strategy of ['optimistic', 'deferred', 'shared', 'strict', 'optimistic'] as const) {
      rig.run(2 * PS_PER_MS + 12_345);
      rig.driver!.switchStrategy(strategy);
    }
    rig.run(2 * PS_PER_MS);
    rig.work(undefined);
    rig.run(PS_PER_MS);
    expect(rig.partner.received).toBe(rig.guest.net.transmit.sent);
    expect(rig.partner.outOfOrder + rig.partner.damaged).toBe(0);
    expect(rig.tracer.counts[EVENT['dma-faulted']]).toBe(0);
  });

  it('goes to passthrough and back with the devices taken down around it', () => {
    const rig = new DeviceRig({ strategy: 'strict' });
    for (const strategy of ['passthrough', 'optimistic', 'passthrough', 'strict'] as const) {
      rig.work('transmit');
      rig.run(PS_PER_MS);
      rig.work(undefined);
      rig.guest.close();
      rig.driver!.switchStrategy(strategy);
      rig.guest.open();
      rig.partner.expect(rig.guest.net.transmit.sequence + 1);
    }
    rig.work('transmit');
    rig.run(PS_PER_MS);
    expect(rig.tracer.counts[EVENT['dma-faulted']]).toBe(0);
    expect(rig.partner.outOfOrder + rig.partner.damaged).toBe(0);
    expect(rig.linkOut.busyTime(rig.scheduler.now)).toBeGreaterThan(4 * PS_PER_MS);
  });
});
