import * as fc from 'fast-check';
import { test } from 'vitest';

import { hostileFile, hostileLink, openHostileFile, openHostileLink } from './hostile-input.ts';

test('100,000 hostile links do no harm', () => {
  fc.assert(fc.property(hostileLink, openHostileLink), { numRuns: 100_000 });
});

test('100,000 hostile run files do no harm', () => {
  fc.assert(fc.property(hostileFile, openHostileFile), { numRuns: 100_000 });
});
