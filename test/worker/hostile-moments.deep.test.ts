import * as fc from 'fast-check';
import { test } from 'vitest';
import { hostileMoment, openHostileMoment } from './hostile-moments.ts';

test('3,000 hostile moments do no harm', () => {
  fc.assert(fc.property(hostileMoment, openHostileMoment), { numRuns: 3000 });
});
