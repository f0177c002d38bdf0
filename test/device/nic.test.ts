import { describe, expect, it } from 'vitest';
import { NIC_REGISTER, NIC_RING_REGISTER, NIC_TRANSMIT_BLOCK } from '../../src/bus/nic-interface.ts';
import { PS_PER_MS, PS_PER_US } from '../../src/clock/time.ts';
import { EVENT } from '../../src/trace/catalogue.ts';
import { DeviceRig } from '../support/device-rig.ts';

describe('transmit', () => {
  it('fills a 10 Gb/s link exactly when the guest is fast enough', () => {
    const rig = new DeviceRig();
    rig.work('transmit');
    rig.run(PS_PER_MS);
    const before = rig.linkOut.busyTime(rig.scheduler.now);
    rig.run(10 * PS_PER_MS);
    expect(rig.linkOut.busyTime(rig.scheduler.now) - before).toBe(10 * PS_PER_MS);
  });

  it('delivers every frame once, in order, unharmed, over many turns of the ring', () => {
    const rig = new DeviceRig({ workload: { ringSize: 16 }, gbps: 40 });
    rig.work('transmit');
    rig.run(5 * PS_PER_MS);
    rig.work(undefined);
    rig.run(PS_PER_MS);
    const { transmit } = rig.guest.net;
    expect(transmit.sent).toBeGreaterThan(1000);
    expect(rig.partner.received).toBe(transmit.sent);
    expect(rig.partner.outOfOrder).toBe(0);
    expect(rig.partner.damaged).toBe(0);
    expect(transmit.ring.cleaned).toBe(transmit.sent);
  });

  it('moves the bytes that are in memory when the frame is posted', () => {
    const rig = new DeviceRig();
    const seen: number[] = [];
    rig.nic.transmit.frameObserver = (bytes, length) => {
      expect(length).toBe(1514);
      seen.push(new DataView(bytes.buffer).getUint32(20, true));
    };
    rig.work('transmit');
    rig.run(PS_PER_MS);
    expect(seen.length).toBeGreaterThan(700);
    expect(seen).toEqual(seen.map((_, i) => i + 1));
  });

  it('interrupts every 16 frames when busy, and after 20 µs when not', () => {
    const rig = new DeviceRig({ workload: { coalesceFrames: 16 } });
    rig.work('transmit');
    rig.run(10 * PS_PER_MS);
    const perInterrupt = rig.linkOut.frames / rig.tracer.counts[EVENT['interrupt-raised']]!;
    expect(perInterrupt).toBeGreaterThan(15.5);
    expect(perInterrupt).toBeLessThan(16.6);
    // One frame every 30 µs: each has its own interrupt.
    const slow = new DeviceRig({ stack: 30 * PS_PER_US });
    slow.work('transmit');
    slow.run(3 * PS_PER_MS);
    expect(slow.linkOut.frames / slow.tracer.counts[EVENT['interrupt-raised']]!).toBeLessThan(1.1);
  });

  it('fetches at most its FIFO ahead of the wire', () => {
    const rig = new DeviceRig();
    let fetched = 0;
    rig.nic.transmit.frameObserver = () => {
      fetched += 1;
    };
    rig.work('transmit');
    let worst = 0;
    for (let i = 0; i < 500; i++) {
      rig.run(PS_PER_US);
      worst = Math.max(worst, fetched - rig.linkOut.frames);
    }
    expect(worst).toBe(32);
  });

  it('reports a buffer it may not read, sends nothing for it, and goes on with the next frame', () => {
    const rig = new DeviceRig({ stack: 5 * PS_PER_US });
    const translate = rig.iommu.translate.bind(rig.iommu);
    let payloads = 0;
    rig.iommu.translate = (source, address, isWrite) => {
      const isPayload = !isWrite && address - 0x80_0000_0000 >= 64 * 1024 * 1024;
      payloads += isPayload ? 1 : 0;
      return isPayload && payloads === 5 ? -6 : translate(source, address, isWrite);
    };
    rig.work('transmit');
    rig.run(PS_PER_MS);
    rig.work(undefined);
    rig.run(PS_PER_MS);
    expect(rig.guest.net.transmit.blocked).toBe(1);
    expect(rig.partner.received).toBe(rig.guest.net.transmit.sent - 1);
    expect(rig.partner.outOfOrder).toBe(1);
    expect(rig.guest.outstanding).toBe(0);
  });

  it('is quiet when it is taken down in the middle of its work', () => {
    const rig = new DeviceRig();
    rig.work('transmit');
    rig.run(PS_PER_MS + 777);
    rig.guest.close();
    const translations = rig.iommu.translations;
    rig.run(PS_PER_MS);
    expect(rig.iommu.translations).toBe(translations);
    expect(rig.iommu.pages.size).toBe(0);
    rig.guest.open();
    const received = rig.partner.received;
    rig.work('transmit');
    rig.run(PS_PER_MS);
    expect(rig.partner.received - received).toBeGreaterThan(700);
    expect(rig.iommu.blocked).toBe(0);
  });
});

describe('receive', () => {
  it('takes a stream at line rate, every frame in order and unharmed', () => {
    const rig = new DeviceRig();
    rig.work('receive');
    rig.run(10 * PS_PER_MS);
    const { receive } = rig.guest.net;
    expect(receive.delivered).toBeGreaterThan(8000);
    expect(receive.damaged + receive.outOfOrder + receive.blocked).toBe(0);
    expect(rig.nic.receive.dropped).toBe(0);
  });

  it('drops what finds no buffer, and delivers the rest', () => {
    const rig = new DeviceRig({ stack: 2_500_000 });
    rig.work('receive');
    rig.run(20 * PS_PER_MS);
    const { receive } = rig.guest.net;
    expect(rig.nic.receive.dropped).toBe(rig.linkIn.lost);
    expect(rig.nic.receive.dropped).toBeGreaterThan(1000);
    expect(receive.damaged + receive.outOfOrder).toBe(0);
    // 2.5 µs a frame: the guest is the bottleneck.
    expect(receive.delivered).toBeGreaterThan(7900);
    rig.work(undefined);
    rig.run(PS_PER_MS);
    expect(receive.delivered).toBe(rig.nic.receive.taken);
  });

  it('drops frames that are longer than the buffers, and writes none of their bytes', () => {
    const rig = new DeviceRig({ partner: { frameBytes: 1600 } });
    rig.work('receive');
    rig.run(PS_PER_MS);
    expect(rig.nic.receive.dropped).toBeGreaterThan(700);
    expect(rig.nic.receive.taken).toBe(0);
  });

  it('is offered no more than the load it was told', () => {
    const rig = new DeviceRig({ partner: { offeredLoad: 250_000 } });
    rig.work('receive');
    rig.run(20 * PS_PER_MS);
    expect(rig.linkIn.busyTime(rig.scheduler.now) / (20 * PS_PER_MS)).toBeCloseTo(0.25, 2);
  });
});

describe('request and response', () => {
  it('has one request in flight and gets its answer at once', () => {
    const rig = new DeviceRig();
    rig.work('request-response');
    rig.run(10 * PS_PER_MS);
    const { transmit, receive } = rig.guest.net;
    expect(transmit.sent - receive.delivered).toBeLessThanOrEqual(1);
    // 10 µs turnaround and some 2 µs of wire, bus and software.
    expect(receive.delivered).toBeGreaterThan(750);
    expect(receive.damaged + receive.outOfOrder).toBe(0);
  });
});

describe('registers', () => {
  it('read back what was written, and the head where the ring stands', () => {
    const rig = new DeviceRig();
    expect(rig.nic.read32(NIC_REGISTER.coalesceFrames)).toBe(16);
    expect(rig.nic.read32(NIC_REGISTER.coalesceTime)).toBe(20_000);
    rig.work('transmit');
    rig.run(PS_PER_MS);
    rig.work(undefined);
    rig.run(PS_PER_MS);
    const sent = rig.guest.net.transmit.sent;
    expect(rig.nic.read32(NIC_TRANSMIT_BLOCK + NIC_RING_REGISTER.head)).toBe(sent % 256);
    expect(rig.nic.read32(NIC_TRANSMIT_BLOCK + NIC_RING_REGISTER.tail)).toBe(sent % 256);
    const word = { low: 0, high: 0 };
    rig.nic.read64(NIC_REGISTER.messageAddressLow, word);
    expect(word).toEqual({ low: 0xfee0_0000, high: 0 });
  });
});
