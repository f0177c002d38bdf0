import { createHash } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Checkpoint } from '../../src/base/checkpoint.ts';
import { microseconds, time } from '../../src/clock/time.ts';
import { STRATEGIES, WORKLOADS } from '../../src/config/identifiers.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { runUntil } from '../../src/machine/lab-machine.ts';
import { Machine } from '../../src/machine/machine.ts';

const picture = (machine: Machine): string =>
  fingerprint([
    machine.now,
    machine.metrics(),
    machine.section('tables'),
    machine.section('iotlb'),
    machine.section('teardown'),
    machine.section('flush'),
    machine.section('protection'),
    machine.section('registers'),
  ]);

/** Short enough to read when two differ. */
function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

describe('a machine put back to a checkpoint', () => {
  const moment = fc.record({
    strategy: fc.constantFrom(...STRATEGIES),
    workload: fc.constantFrom(...WORKLOADS.filter((name) => name !== 'recording')),
    before: fc.integer({ min: 1, max: 150 }),
    between: fc.integer({ min: 1, max: 150 }),
    change: fc.constantFrom(...STRATEGIES),
  });

  it('shows what it showed then, and goes on as it went on', () => {
    fc.assert(
      fc.property(moment, ({ strategy, workload, before, between, change }) => {
        const machine = new Machine({ ...DEFAULT_CONFIG, strategy, workload, invalidation: 'queued' });
        runUntil(machine, time(machine.now + microseconds(before)));
        const first = new Checkpoint(machine);
        const then = picture(machine);
        const goOn = (): string => {
          runUntil(machine, time(machine.now + microseconds(between)));
          machine.adjust({ strategy: change });
          runUntil(machine, time(machine.now + microseconds(between)));
          return picture(machine);
        };
        const later = goOn();
        const second = new Checkpoint(machine, first);
        const still = picture(machine);
        first.restore();
        expect(picture(machine)).toBe(then);
        expect(goOn()).toBe(later);
        goOn();
        second.restore();
        expect(picture(machine)).toBe(still);
      }),
      { numRuns: 20 },
    );
  });
});
