import { describe, expect, it } from 'vitest';
import { PCIE_3_X8 } from '../../src/config/device-config.ts';
import type { Strategy } from '../../src/config/identifiers.ts';
import { DmaEngine } from '../../src/device/dma-engine.ts';
import { Rogue, ROGUE_PATTERN, type RogueAttempt } from '../../src/device/rogue.ts';
import { Walkers } from '../../src/device/walkers.ts';
import { EVENT } from '../../src/trace/catalogue.ts';
import { BareMachine } from '../support/bare-machine.ts';

const PAGE = 0x20_0000;

function rig(strategy: Strategy) {
  const machine = new BareMachine({ strategy });
  const { unit, memory, tracer } = machine;
  const engine = new DmaEngine({ translation: unit, memory, tracer, walkers: new Walkers(5) }, PCIE_3_X8);
  const rogue = new Rogue(engine, tracer);
  const attempt = (what: Partial<RogueAttempt>) =>
    rogue.attempt(
      { source: machine.device.sourceId, address: 0, isWrite: false, bytes: 64, granted: false, ...what },
      machine.core.now,
    );
  return { machine, attempt };
}

describe('a rogue device', () => {
  it('is blocked at an address that was never mapped, with the reason of the unit', () => {
    const { machine, attempt } = rig('strict');
    expect(attempt({ address: 0x1234_5000 })).toEqual({ verdict: 'blocked', reason: 6, bytes: 0, firstWord: 0 });
    expect(attempt({ address: 0x1234_5000, isWrite: true }).reason).toBe(5);
    expect(machine.count('rogue-dma')).toBe(2);
    expect(machine.count('fault-recorded')).toBeGreaterThan(0);
  });

  it('is blocked when it writes through a mapping that may only be read, and memory stays as it was', () => {
    const { machine, attempt } = rig('strict');
    machine.memory.write32(PAGE, 0x600d_600d);
    const address = machine.driver.dmaMap(machine.device, PAGE, 4096, 'to-device');
    expect(attempt({ address, isWrite: true })).toMatchObject({ verdict: 'blocked', reason: 5 });
    expect(machine.memory.read32(PAGE)).toBe(0x600d_600d);
    expect(attempt({ address, granted: true })).toEqual({
      verdict: 'allowed',
      reason: 0,
      bytes: 64,
      firstWord: 0x600d_600d,
    });
  });

  it.each([
    ['strict', 'blocked'],
    ['optimistic', 'leaked'],
    ['deferred', 'leaked'],
  ] as const)('at a page that was just unmapped is, under %s, %s', (strategy, verdict) => {
    const { machine, attempt } = rig(strategy);
    const address = machine.driver.dmaMap(machine.device, PAGE, 4096, 'bidirectional');
    // The device has used it, so that the IOTLB may hold it.
    expect(attempt({ address, granted: true }).verdict).toBe('allowed');
    machine.driver.dmaUnmap(machine.device, address, 4096);
    expect(attempt({ address, isWrite: true }).verdict).toBe(verdict);
    expect(machine.memory.read32(PAGE)).toBe(verdict === 'leaked' ? ROGUE_PATTERN : 0);
    machine.driver.drain();
    expect(attempt({ address, isWrite: true }).verdict).toBe('blocked');
    expect(machine.tracer.counts[EVENT['rogue-dma']]).toBe(3);
  });
});
