import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { time } from '../../src/clock/time.ts';
import { PCIE_3_X8 } from '../../src/config/device-config.ts';
import { DmaBuffer } from '../../src/device/dma-buffer.ts';
import { DmaEngine } from '../../src/device/dma-engine.ts';
import { Walkers } from '../../src/device/walkers.ts';
import { BareMachine } from '../support/bare-machine.ts';

const WINDOW = 64 * 1024 * 1024;
const READS = 20_000;

/**
 * Bandwidth in Gb/s of random reads of `size` bytes over a 64 MB window, as many as the device can ask for: the benchmark of
 * Neugebauer et al., "Understanding PCIe performance for end host networking" (SIGCOMM 2018), run on the real unit.
 */
function bandwidth(size: number, strategy: 'strict' | 'passthrough', window = WINDOW): number {
  const machine = new BareMachine({ strategy });
  const gpa = 0x800_0000;
  const base = machine.driver.dmaMap(machine.device, gpa, window, 'to-device');
  expect(base).toBeGreaterThanOrEqual(0);
  const engine = new DmaEngine(
    {
      translation: machine.unit,
      memory: machine.memory,
      tracer: machine.tracer,
      walkers: new Walkers(PCIE_3_X8.walkers),
    },
    PCIE_3_X8,
  );
  const random = new Random(7);
  const buffer = new DmaBuffer(4096);
  const start = machine.core.now;
  for (let i = 0; i < READS; i++) {
    const address = base + random.below(window / size) * size;
    expect(engine.read(machine.device.sourceId, address, buffer, size, time(start))).toBe(true);
  }
  return (READS * size * 8 * 1000) / (engine.completesAt - start);
}

describe('random reads through the unit, against the published measurements', () => {
  it.each([
    [64, 67.5, 12],
    [256, 30, 12],
    [512, 2.5, 12],
  ])('%i bytes over 64 MB lose about %f %% of their bandwidth', (size, loss, tolerance) => {
    const off = bandwidth(size, 'passthrough');
    const on = bandwidth(size, 'strict');
    const measured = (1 - on / off) * 100;
    if (process.env['VIOMMU_SHOW'] !== undefined) {
      console.log(`${size} bytes: ${off.toFixed(1)} → ${on.toFixed(1)} Gb/s, −${measured.toFixed(1)} %`);
    }
    expect(Math.abs(measured - loss)).toBeLessThanOrEqual(tolerance);
  });

  it('read at 32.5, 47.8 and 55.0 Gb/s without an IOMMU, within 7 %', () => {
    for (const [size, gbps] of [
      [64, 32.5],
      [256, 47.8],
      [512, 55],
    ] as const) {
      expect(Math.abs(bandwidth(size, 'passthrough') / gbps - 1)).toBeLessThan(0.07);
    }
  });

  it('lose nothing over a window that the IOTLB holds', () => {
    const window = 32 * 4096;
    expect(bandwidth(64, 'strict', window)).toBeGreaterThan(0.97 * bandwidth(64, 'passthrough', window));
  });
});
