import { describe, expect, it } from 'vitest';
import { iova, sourceId, type Iova, type SourceId } from '../../src/bus/addresses.ts';
import { PhysicalMemory } from '../../src/bus/physical-memory.ts';
import type { TranslationPort } from '../../src/bus/ports.ts';
import { Scheduler } from '../../src/clock/scheduler.ts';
import { time, type Time } from '../../src/clock/time.ts';
import { PCIE_3_X8 } from '../../src/config/device-config.ts';
import { DmaBuffer } from '../../src/device/dma-buffer.ts';
import { DmaEngine } from '../../src/device/dma-engine.ts';
import { Walkers } from '../../src/device/walkers.ts';
import { EVENT } from '../../src/trace/catalogue.ts';
import { Tracer } from '../../src/trace/tracer.ts';

const NIC = sourceId(0, 3, 0);
/** PCIE_3_X8, written out: a request of n ≤ 512 bytes is on the bus for 7.4 ns + n · 0.131 ns. */
const onBus = (bytes: number): number => 7_400 + bytes * 131;

/** Adds a fixed offset; blocks what it is told to block; asks for the walk reads it is told to ask for. */
class OffsetTranslation implements TranslationPort {
  walkReads = 0;
  held: number[] = [];
  requests: { source: SourceId; address: number; isWrite: boolean }[] = [];
  blockedPage = -1;
  static readonly offset = 0x10_0000;

  translate(source: SourceId, address: Iova, isWrite: boolean): number {
    this.requests.push({ source, address, isWrite });
    return Math.floor(address / 4096) === this.blockedPage ? -6 : address + OffsetTranslation.offset;
  }

  holdUntil(until: Time): void {
    this.held.push(until);
  }
}

function rig() {
  const memory = new PhysicalMemory(64 * 1024 * 1024);
  const translation = new OffsetTranslation();
  const tracer = new Tracer(new Scheduler());
  const engine = new DmaEngine({ translation, memory, tracer, walkers: new Walkers(5) }, PCIE_3_X8);
  return { memory, translation, tracer, engine, buffer: new DmaBuffer(16_384) };
}

describe('DmaEngine', () => {
  it('moves every byte, at any alignment, through the translated address', () => {
    const { memory, engine, buffer } = rig();
    for (const [address, length] of [
      [0x3001, 1514],
      [0x4000, 4096],
      [0x5008, 48],
      [0x6ffe, 4],
      [0x8ff0, 9000],
    ] as const) {
      for (let i = 0; i < length; i++) buffer.bytes[i] = (i * 7 + length) % 256;
      expect(engine.write(NIC, address, buffer, length, time(0))).toBe(true);
      const there = new Uint8Array(length);
      memory.readBytes(address + OffsetTranslation.offset, there, length);
      expect(there).toEqual(buffer.bytes.slice(0, length));
      const back = new DmaBuffer(16_384);
      expect(engine.read(NIC, address, back, length, time(0))).toBe(true);
      expect(back.bytes.slice(0, length)).toEqual(there);
    }
  });

  it('makes one request per page, each with the device’s source-id', () => {
    const { translation, engine, buffer } = rig();
    engine.read(NIC, 0x1ff0, buffer, 0x1020, time(0));
    expect(translation.requests).toEqual(
      [0x1ff0, 0x2000, 0x3000].map((address) => ({ source: NIC, address, isWrite: false })),
    );
  });

  it('stops at the page that is blocked, says why, and leaves the pages before it moved', () => {
    const { memory, translation, tracer, engine, buffer } = rig();
    translation.blockedPage = 3;
    buffer.words.fill(0xabcd_1234);
    expect(engine.write(NIC, 0x2ffc, buffer, 8, time(0))).toBe(false);
    expect(engine.fault).toBe(6);
    expect(memory.read32(0x2ffc + OffsetTranslation.offset)).toBe(0xabcd_1234);
    expect(memory.read32(0x3000 + OffsetTranslation.offset)).toBe(0);
    expect(tracer.counts[EVENT['dma-faulted']]).toBe(1);
    expect(tracer.counts[EVENT['dma-completed']]).toBe(1);
    expect(engine.read(NIC, 0x2000, buffer, 4, time(0))).toBe(true);
    expect(engine.fault).toBe(0);
  });

  it('takes 560 ns for 64 bytes, and four memory reads of 70 ns more when it must walk', () => {
    const { translation, engine, buffer } = rig();
    engine.read(NIC, 0, buffer, 64, time(1_000_000));
    expect(engine.completesAt - 1_000_000).toBe(560_000);
    expect(translation.held).toEqual([]);
    translation.walkReads = 4;
    engine.read(NIC, 0, buffer, 64, time(5_000_000));
    expect(engine.completesAt - 5_000_000).toBe(840_000);
    expect(translation.held).toEqual([5_280_000]);
  });

  it('walks five requests at once and the sixth after the first', () => {
    const { translation, engine, buffer } = rig();
    translation.walkReads = 4;
    for (let i = 0; i < 6; i++) engine.read(NIC, i * 4096, buffer, 64, time(0));
    expect(translation.held).toEqual([280_000, 280_000, 280_000, 280_000, 280_000, 560_000]);
  });

  it('serves requests one after another on the bus, and does not let a walk hold up the others', () => {
    const { translation, engine, buffer } = rig();
    translation.walkReads = 4;
    engine.read(NIC, 0, buffer, 512, time(0));
    translation.walkReads = 0;
    engine.read(NIC, 4096, buffer, 512, time(0));
    expect(engine.completesAt).toBe(2 * onBus(512) + 560_000 - onBus(64));
  });

  it('makes writes visible in their order, even when an earlier one had to walk', () => {
    const { translation, engine, buffer } = rig();
    translation.walkReads = 4;
    engine.write(NIC, 0, buffer, 1514, time(0));
    const payload = engine.completesAt;
    translation.walkReads = 0;
    engine.write(NIC, 0x9000, buffer, 16, time(0));
    expect(engine.completesAt).toBeGreaterThanOrEqual(payload);
  });

  it('charges a long transfer for each request it is made of', () => {
    const { engine, buffer } = rig();
    engine.read(NIC, 0, buffer, 1514, time(0));
    expect(engine.completesAt).toBe(1514 * 131 + 3 * 7_400 + 560_000 - onBus(64));
  });
});

describe('addresses of a request', () => {
  it('are exact above 4 GiB', () => {
    const { translation, engine, buffer } = rig();
    engine.read(NIC, iova(0xffff_ffff_f000), buffer, 8, time(0));
    expect(translation.requests[0]!.address).toBe(0xffff_ffff_f000);
  });
});
