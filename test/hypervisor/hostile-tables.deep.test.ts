import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostileProblem, hostileStep } from './hostile-tables.ts';

it('a guest that writes what it likes, long', { timeout: 1_200_000 }, () => {
  fc.assert(
    fc.property(fc.array(hostileStep, { maxLength: 150 }), (steps) => {
      expect(hostileProblem(steps)).toBeUndefined();
    }),
    { numRuns: 4000 },
  );
});
