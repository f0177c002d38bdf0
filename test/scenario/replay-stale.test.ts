import { expect, test } from 'vitest';

import type { Strategy } from '../../src/config/identifiers.ts';
import { EVENT } from '../../src/trace/catalogue.ts';
import { machineFor } from './replay-support.ts';

/** What became of each recorded access after its unmap, in order, and what the unit and its driver said of it. */
function staleAccesses(trace: string, strategy: Strategy) {
  const machine = machineFor(trace, strategy);
  const { counters } = machine.guest;
  const outcomes: string[] = [];
  let reached = 0;
  let blocked = 0;
  while (machine.nextTime < Number.MAX_SAFE_INTEGER) {
    machine.runOne();
    if (counters.staleReached > reached) outcomes.push('reads');
    if (counters.staleBlocked > blocked) outcomes.push('faults');
    reached = counters.staleReached;
    blocked = counters.staleBlocked;
  }
  const { counts } = machine.tracer;
  return { outcomes, faults: machine.blockedRequests, staleHits: counts[EVENT['stale-hit']]! };
}

test('deferred: the device reads through the stale translation at once, and faults 60 ms later, as recorded', () => {
  const { outcomes, faults, staleHits } = staleAccesses('lazy-stale.txt', 'deferred');
  expect(outcomes).toEqual(['reads', 'reads', 'faults']);
  expect({ faults, staleHits }).toEqual({ faults: 1, staleHits: 2 });
});

test('strict: every attempt faults, as recorded', () => {
  const { outcomes, faults, staleHits } = staleAccesses('strict-stale.txt', 'strict');
  expect(outcomes).toEqual(['faults', 'faults', 'faults']);
  expect({ faults, staleHits }).toEqual({ faults: 3, staleHits: 0 });
});

test('optimistic: within its 10 ms the page is still mapped; pass-through: always', () => {
  expect(staleAccesses('strict-stale.txt', 'optimistic')).toMatchObject({ faults: 1, staleHits: 2 });
  expect(staleAccesses('strict-stale.txt', 'passthrough').outcomes).toEqual(['reads', 'reads', 'reads']);
});

test('the driver reads each fault from the record: the page, a read, reason 6', () => {
  const machine = machineFor('strict-stale.txt', 'strict');
  machine.runToEnd();
  expect(machine.faults.latest).toHaveLength(3);
  for (const fault of machine.faults.latest) expect(fault).toMatchObject({ sourceId: 8, isRead: true, reason: 6 });
});
