import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileProblem, hostileStep, type HostileStep } from './hostile-tables.ts';

describe('a guest that writes what it likes', { timeout: 60_000 }, () => {
  it('reaches nothing but its own memory, and what a real unit would let it reach', () => {
    fc.assert(
      fc.property(fc.array(hostileStep, { maxLength: 40 }), (steps) => {
        expect(hostileProblem(steps)).toBeUndefined();
      }),
      { numRuns: 250 },
    );
  });

  it('may let tables refer to themselves: walked as hardware would, as many leaves as fit, no end of it otherwise', () => {
    const fill = (frame: number, target: number): HostileStep => ({
      kind: 'fill',
      entry: { frame, index: 0, target: target * 4096, flags: 3 },
    });
    const invalidate: HostileStep = { kind: 'invalidate', granularity: 2, domainId: 1, address: 0, mask: 0 };
    // Every entry of the top table leads to itself: 512^4 leaves.
    expect(hostileProblem([fill(2, 2), invalidate, invalidate])).toBeUndefined();
    // 512^3 ways to a table without any leaf.
    expect(hostileProblem([fill(2, 3), fill(3, 4), fill(4, 5), invalidate, invalidate])).toBeUndefined();
    expect(hostileProblem([fill(2, 2), invalidate, fill(2, 5), invalidate])).toBeUndefined();
  });
});
