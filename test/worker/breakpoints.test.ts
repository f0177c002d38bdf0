import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG, type MachineConfig } from '../../src/config/machine-config.ts';
import { Machine } from '../../src/machine/machine.ts';
import { BREAKPOINTS, type Breakpoint } from '../../src/protocol/commands.ts';
import { EVENTS } from '../../src/trace/catalogue.ts';
import { Breakpoints, type Stop } from '../../src/worker/breakpoints.ts';

/** Runs until something stops it. */
function runToStop(machine: Machine, breakpoints: Breakpoints, acts = 20_000): Stop | undefined {
  for (let i = 0; i < acts; i++) {
    machine.runOne();
    const stop = breakpoints.look(machine);
    if (stop !== undefined) return stop;
  }
  return undefined;
}

function open(on: readonly Breakpoint[], part: Partial<MachineConfig>): [Machine, Breakpoints] {
  const machine = new Machine({ ...DEFAULT_CONFIG, ...part });
  const breakpoints = new Breakpoints();
  breakpoints.set(on, machine);
  return [machine, breakpoints];
}

describe('breakpoints', () => {
  const nameAt = (machine: Machine, { sequence }: Stop): string =>
    EVENTS[machine.tracer.ring.kind[sequence % machine.tracer.ring.capacity]!]!.name;

  it('stop at the flush of a queue that is full, not at one that is only due', () => {
    const [machine, breakpoints] = open(['queue-full'], { strategy: 'deferred', flushHighWaterMark: 40 });
    const stop = runToStop(machine, breakpoints)!;
    expect(stop.breakpoint).toBe('queue-full');
    expect(nameAt(machine, stop)).toBe('flush-queue-drained');
    const [slow, waiting] = open(['queue-full'], { strategy: 'deferred', linkGbps: 1, flushTimeoutMicroseconds: 100 });
    expect(runToStop(slow, waiting, 4000)).toBeUndefined();
    expect(slow.guest.driver.counters.flushes).toBeGreaterThan(0);
  });

  it('stop at a teardown over quota', () => {
    const [machine, breakpoints] = open(['queue-full'], {
      strategy: 'optimistic',
      quota: 8,
      coldPartsPerMillion: 300_000,
    });
    expect(nameAt(machine, runToStop(machine, breakpoints)!)).toBe('mapping-torn-down');
  });

  it('stop at the first walk of a page that was mapped, and not at its later ones', () => {
    const [machine, breakpoints] = open(['first-walk'], { strategy: 'strict' });
    const stop = runToStop(machine, breakpoints)!;
    const { ring } = machine.tracer;
    const page = Math.floor(ring.iova[stop.sequence]! / 4096);
    const earlier = Array.from({ length: stop.sequence }, (_, sequence) => sequence).filter(
      (sequence) => Math.floor(ring.iova[sequence]! / 4096) === page,
    );
    const names = earlier.map((sequence) => EVENTS[ring.kind[sequence]!]!.name);
    expect(names).toContain('iova-mapped');
    expect(names).not.toContain('walk-step');
  });

  it('stop at an exit to the hypervisor, of which there is none on bare metal', () => {
    const [machine, breakpoints] = open(['vm-exit'], { setting: 'samecore' });
    expect(nameAt(machine, runToStop(machine, breakpoints)!)).toBe('vm-exited');
    expect(runToStop(...open(['vm-exit'], {}), 500)).toBeUndefined();
  });

  it('stop at faults and stale hits of a rogue device', () => {
    const [machine, breakpoints] = open(['fault', 'stale-hit'], { strategy: 'strict' });
    expect(runToStop(machine, breakpoints, 500)).toBeUndefined();
    machine.rogue('never-mapped');
    expect(breakpoints.look(machine)?.breakpoint).toBe('fault');
    const [leaky, watching] = open(['fault', 'stale-hit'], { strategy: 'optimistic' });
    expect(runToStop(leaky, watching, 2000)).toBeUndefined();
    leaky.rogue('just-unmapped');
    expect(watching.look(leaky)?.breakpoint).toBe('stale-hit');
  });

  it('are none unless asked for', () => {
    const [machine, breakpoints] = open([], { strategy: 'deferred' });
    expect(breakpoints.any).toBe(false);
    expect(runToStop(machine, breakpoints, 300)).toBeUndefined();
    expect(BREAKPOINTS.length).toBe(5);
  });
});
