import * as fc from 'fast-check';
import { test } from 'vitest';
import { hostileMoment, openHostileMoment } from './hostile-moments.ts';

// Each must come back, and the time that the test is given tells a blow-up from a busy machine.
test('hostile moments are opened or refused, and the emulator can be stopped and used at once', () => {
  fc.assert(fc.property(hostileMoment, openHostileMoment), {
    numRuns: 40,
    interruptAfterTimeLimit: 5000,
    endOnFailure: true,
  });
}, 60_000);
