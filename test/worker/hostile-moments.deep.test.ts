import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkHostileMoment, hostileMoment, openHostileMoment } from './hostile-moments.ts';

/** Opening stops after so long, ms: how far a moment is to run is chance. */
const LONGEST = 60_000;

test('10,000 hostile moments are taken for moments or refused', () => {
  fc.assert(fc.property(hostileMoment, checkHostileMoment), { numRuns: 10_000 });
});

test('up to 1,000 hostile moments are opened and do no harm', () => {
  let opened = 0;
  const open = (moment: unknown): void => {
    openHostileMoment(moment);
    opened += 1;
  };
  // A smaller moment is not looked for: each one tried would have to run again.
  fc.assert(fc.property(hostileMoment, open), { numRuns: 1000, interruptAfterTimeLimit: LONGEST, endOnFailure: true });
  expect(opened).toBeGreaterThan(20);
});
