import { describe, expect, test } from 'vitest';
import { PS_PER_MS, time } from '../../src/clock/time.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { Machine } from '../../src/machine/machine.ts';
import { runUntil } from '../../src/machine/lab-machine.ts';

describe('the figures after a change of direction', () => {
  test('are those of the new direction from the start', () => {
    const machine = new Machine({ ...DEFAULT_CONFIG, strategy: 'passthrough' });
    const workloads = ['receive', 'transmit', 'receive'] as const;
    let until = 8;
    runUntil(machine, time(until * PS_PER_MS));
    for (const workload of workloads) {
      machine.adjust({ workload });
      until += 4;
      runUntil(machine, time(until * PS_PER_MS));
      const { gbps, history, cycleBudget } = machine.metrics();
      expect(gbps).toBeGreaterThan(9);
      expect(Math.min(...history)).toBeGreaterThanOrEqual(0);
      expect(cycleBudget).toBeCloseTo((2.93e9 * 1538 * 8) / 10e9, 6);
    }
  });
});
