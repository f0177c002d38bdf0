import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { microseconds } from '../../src/clock/time.ts';
import { BareMachine } from '../support/bare-machine.ts';
import { AGE_LIMIT, BUFFERS, checkPrograms } from '../support/driver-programs.ts';

describe('any program of maps, unmaps, switches and time', () => {
  test('keeps live mappings working and ended ones out of reach (property)', () => {
    checkPrograms(60, 12_000);
  });

  test('leaves nothing stale for longer than the age limit and one visit (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ page: fc.nat({ max: 60 }), micros: fc.integer({ min: 0, max: 40 }) }), {
          maxLength: 80,
          size: 'max',
        }),
        fc.boolean(),
        (transfers, cachingMode) => {
          const bare = new BareMachine({
            strategy: 'optimistic',
            cachingMode,
            price: 10_000,
            tunables: { ageLimit: AGE_LIMIT, quota: Number.POSITIVE_INFINITY },
          });
          const oldest = { iova: new Float64Array(1), pages: new Uint16Array(1), joinedAt: new Float64Array(1) };
          for (const { page, micros } of transfers) {
            const iova = bare.driver.dmaMap(bare.device, BUFFERS + page * 4096, 1500, 'to-device');
            bare.driver.dmaUnmap(bare.device, iova, 1500);
            bare.pass(microseconds(micros));
            if (bare.driver.views.fillTeardownQueue(oldest) > 0)
              // One visit of sixteen teardowns at the prices above takes below 20 µs.
              expect(bare.core.now - oldest.joinedAt[0]!).toBeLessThan(AGE_LIMIT + microseconds(20));
          }
          bare.pass(AGE_LIMIT + microseconds(20));
          expect(bare.driver.views.awaitingTeardown.mappings).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
