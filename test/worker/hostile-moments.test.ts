import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileMoment, openHostileMoment } from './hostile-moments.ts';

test('hostile moments are opened or refused, and the emulator can be stopped and used at once', () => {
  let longest = 0;
  const open = (moment: unknown): void => {
    const started = performance.now();
    openHostileMoment(moment);
    longest = Math.max(longest, performance.now() - started);
  };
  fc.assert(fc.property(hostileMoment, open), { numRuns: 40, interruptAfterTimeLimit: 5000, endOnFailure: true });
  // A generous bound: it tells a blow-up from a busy machine, not fast from slow.
  expect(longest).toBeLessThan(30_000);
}, 60_000);
