import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Checkpoint } from '../../src/base/checkpoint.ts';
import { microseconds, milliseconds, time } from '../../src/clock/time.ts';
import { SETTINGS, STRATEGIES, WORKLOADS, type Setting, type Strategy } from '../../src/config/identifiers.ts';
import { DEFAULT_CONFIG, type MachineConfig } from '../../src/config/machine-config.ts';
import { runUntil } from '../../src/machine/lab-machine.ts';
import { Machine } from '../../src/machine/machine.ts';
import { EVENT } from '../../src/trace/catalogue.ts';
import { pinsMatch } from '../support/shadow-check.ts';

const EMULATED = ['samecore', 'sidecore'] as const;
const setting = fc.constantFrom(...EMULATED);
const strategy = fc.constantFrom(...STRATEGIES);
const workload = fc.constantFrom(...WORKLOADS.filter((name) => name !== 'recording'));
const QUEUED = { ...DEFAULT_CONFIG, invalidation: 'queued', ageLimitMicroseconds: 200, guestMemoryMiB: 128 } as const;

const run = (machine: Machine, span: number): void => runUntil(machine, time(machine.now + microseconds(span)));
const make = (change: Partial<MachineConfig>): Machine => new Machine({ ...QUEUED, ...change });

describe('a machine under a hypervisor', { timeout: 120_000 }, () => {
  it('takes changes of strategy, setting, workload and pressure under load, and drains (invariants 6, 11, 13)', () => {
    const step = fc.record({
      setting,
      strategy,
      workload,
      hostPressure: fc.constantFrom(0, 0, 50),
      span: fc.integer({ min: 20, max: 120 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 4 }),
        fc.nat(100),
        fc.constantFrom(1, 2),
        (steps, seed, guests) => {
          const idle = make({ seed, setting: 'samecore', guests });
          idle.stopWorkload();
          run(idle, 300);
          const machine = make({ seed, setting: 'samecore', guests });
          for (const { span, ...change } of steps) {
            machine.adjust(change);
            run(machine, span);
          }
          machine.stopWorkload();
          run(machine, 12_000);
          const { strategy: last } = machine.config;
          for (const { guest, virtual, core, exposure } of machine.worlds) {
            expect(core.ledger.reduce((sum, row) => sum + row, 0)).toBe(core.now);
            if (last === 'passthrough') continue;
            expect(virtual!.pins.pinned).toBe(idle.worlds[0]!.virtual!.pins.pinned);
            expect(guest.driver.counters.livePages).toBe(idle.guest.driver.counters.livePages);
            expect(exposure.reachable).toBe(0);
            expect(pinsMatch(virtual!)).toBeUndefined();
          }
          const { ledger, now } = machine.host!.sidecore.core;
          expect(ledger.reduce((sum, row) => sum + row, 0)).toBe(now);
          if (steps.every((one) => one.strategy !== 'passthrough')) {
            expect(machine.tracer.counts[EVENT['dma-faulted']]).toBe(0);
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  it.each(SETTINGS)('%s: a guest that did nothing for a second takes another strategy at once', (name) => {
    for (const wanted of STRATEGIES) {
      const machine = new Machine({ ...DEFAULT_CONFIG, setting: name, strategy: 'strict', guestMemoryMiB: 128 });
      if (machine.refusal({ strategy: wanted }) !== undefined) continue;
      machine.stopWorkload();
      runUntil(machine, time(milliseconds(1000)));
      const before = machine.core.now - machine.core.idle;
      machine.adjust({ strategy: wanted });
      expect(machine.core.now).toBeGreaterThanOrEqual(machine.now);
      expect(machine.core.now - machine.core.idle - before).toBeLessThan(milliseconds(20));
    }
  });

  it('runs the same again, in slices of any length (invariant 10)', () => {
    const config = fc.record({ setting, strategy, workload, guests: fc.constantFrom(1, 3), seed: fc.nat(100) });
    fc.assert(
      fc.property(config, fc.integer({ min: 3, max: 40 }), (change, slice) => {
        const end = 150;
        const whole = make(change);
        runUntil(whole, time(microseconds(end)));
        const sliced = make(change);
        for (let at = 0; at < end; at += slice) {
          runUntil(sliced, time(microseconds(Math.min(end, at + slice))));
          sliced.metrics();
          sliced.section('shadowTables');
          sliced.section('memory');
        }
        expect(sliced.tracer.hash.digest()).toBe(whole.tracer.hash.digest());
      }),
      { numRuns: 8 },
    );
  });

  it('goes back to a checkpoint and on from it as it went on', () => {
    const moment = fc.record({ setting, strategy, workload, guests: fc.constantFrom(1, 2), seed: fc.nat(100) });
    const picture = (machine: Machine): string => {
      const { hash, events, pinnedPages, vmExits } = machine.metrics();
      const { words } = machine.section('shadowTables')!;
      return [hash, events, pinnedPages, vmExits, words.reduce((sum, word) => sum + word, 0)].join();
    };
    fc.assert(
      fc.property(moment, setting, strategy, (change, later, next) => {
        const machine = make({ ...change, guestMemoryMiB: 64, hostPressure: 30 });
        run(machine, 60);
        const checkpoint = new Checkpoint(machine);
        const then = picture(machine);
        const goOn = (): string => {
          run(machine, 60);
          machine.adjust({ setting: later, strategy: next, hostPressure: 60 });
          run(machine, 60);
          return picture(machine);
        };
        const first = goOn();
        checkpoint.restore();
        expect(picture(machine)).toBe(then);
        expect(goOn()).toBe(first);
      }),
      { numRuns: 5 },
    );
  });

  it.each(EMULATED)('%s: never exits for a register beside a sidecore, and always without one', (name) => {
    const machine = make({ setting: name });
    run(machine, 500);
    const { vmExits } = machine.metrics();
    if (name === 'sidecore') expect(vmExits).toBe(0);
    else expect(vmExits).toBeGreaterThan(20);
    expect(machine.tracer.counts[EVENT['vm-exited']]).toBe(vmExits);
  });

  it('lets one sidecore serve several guests until it is busy, each of them its share', () => {
    const rates = [1, 2, 4].map((guests) => {
      const machine = make({ setting: 'sidecore', invalidation: 'register', guests });
      run(machine, 4000);
      return machine.metrics();
    });
    const sums = rates.map(({ guestGbps }) => guestGbps.reduce((sum, rate) => sum + rate, 0));
    expect(sums[1]! / sums[0]!).toBeGreaterThan(1.5);
    expect(sums[2]! / sums[0]!).toBeLessThan(2);
    expect(rates[2]!.sidecoreUtilisation).toBeGreaterThan(0.95);
    expect(rates[2]!.bottleneck).toBe('sidecore');
    expect(Math.max(...rates[2]!.guestGbps) / Math.min(...rates[2]!.guestGbps)).toBeLessThan(1.1);
  });

  it('in direct, pins all memory, needs no IOMMU and reaches line rate', () => {
    const machine = make({ setting: 'direct', strategy: 'strict' });
    run(machine, 3000);
    expect(machine.config.strategy).toBe('passthrough');
    expect(machine.metrics().gbps).toBeGreaterThan(9.9);
    const memory = machine.section('memory')!;
    expect(memory).toMatchObject({ pinned: memory.framesTotal, reclaimable: 0, guestsThatFitWith: 128 });
    expect(machine.section('tables')!.contextSource).toHaveLength(0);
    expect(machine.section('shadowTables')!.contextSource).toHaveLength(2);
    expect(machine.refusal({ strategy: 'strict' })).toContain('no IOMMU');
  });
});

describe('a rogue device', { timeout: 60_000 }, () => {
  it.each(SETTINGS.flatMap((name) => (name === 'bare-metal' ? [] : [1, 2].map((guests) => [name, guests] as const))))(
    'never reaches memory of others: %s, %d guests',
    (name: Setting, guests) => {
      const strategies: readonly Strategy[] =
        name === 'direct' ? ['passthrough'] : ['strict', 'deferred', 'optimistic'];
      for (const one of strategies) {
        const machine = make({ setting: name, strategy: one, guests });
        run(machine, 200);
        expect(machine.rogue('other-guest')).toMatchObject({ verdict: 'blocked', bytes: 0 });
        run(machine, 20);
      }
    },
  );

  it.each(EMULATED)('%s: is let through after an unmap by deferred and optimistic only', (name) => {
    const attempt = (one: Strategy): string => {
      const machine = make({ setting: name, strategy: one, ageLimitMicroseconds: 10_000 });
      run(machine, 300);
      return machine.rogue('just-unmapped').verdict;
    };
    expect([attempt('strict'), attempt('deferred'), attempt('optimistic')]).toEqual(['blocked', 'leaked', 'leaked']);
  });

  it('reaches anything of its own guest in direct', () => {
    const machine = make({ setting: 'direct', guestMemoryMiB: 512 });
    run(machine, 100);
    expect(machine.rogue('never-mapped').verdict).toBe('leaked');
  });
});

describe('host memory pressure', { timeout: 60_000 }, () => {
  it('takes unpinned page frames only, and a page that is needed costs a swap-in', () => {
    const machine = make({ setting: 'samecore', strategy: 'strict', guestMemoryMiB: 64 });
    run(machine, 200);
    machine.adjust({ hostPressure: 100 });
    const { pins, memory } = machine.worlds[0]!.virtual!;
    expect(memory.reclaimed).toBe(memory.frames - pins.pinned);
    run(machine, 3000);
    const section = machine.section('memory')!;
    expect(section.swapIns).toBeGreaterThan(0);
    expect(section.pinned + section.reclaimable + section.reclaimed).toBe(section.framesTotal);
    expect(section.guestsThatFitWith).toBeGreaterThan(section.guestsThatFitWithout);
    expect(pinsMatch(machine.worlds[0]!.virtual!)).toBeUndefined();
    machine.adjust({ hostPressure: 0 });
    run(machine, milliseconds(20) / 1e6);
    expect(machine.tracer.counts[EVENT['dma-faulted']]).toBe(0);
  });
});
