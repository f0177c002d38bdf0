import { describe, expect, test } from 'vitest';
import { DEFAULT_SPEED, SPEED_STOPS } from '../../src/store/paces.ts';

describe('the speed slider', () => {
  test('goes from one event a second to as fast as possible', () => {
    expect(SPEED_STOPS[0]?.pace).toEqual({ kind: 'events', perSecond: 1 });
    expect(SPEED_STOPS.at(-1)?.pace).toEqual({ kind: 'full' });
  });

  test('gets faster with every stop', () => {
    const events = SPEED_STOPS.flatMap(({ pace }) => (pace.kind === 'events' ? [pace.perSecond] : []));
    const rates = SPEED_STOPS.flatMap(({ pace }) => (pace.kind === 'time' ? [pace.rate] : []));
    for (const stops of [events, rates]) expect(stops).toEqual(stops.toSorted((a, b) => a - b));
  });

  test('opens in slow motion, 1 : 500', () => {
    expect(SPEED_STOPS[DEFAULT_SPEED]).toMatchObject({ label: '1 : 500', pace: { kind: 'time', rate: 0.002 } });
  });
});
