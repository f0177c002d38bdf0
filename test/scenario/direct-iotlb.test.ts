import { expect, test } from 'vitest';
import { milliseconds, time } from '../../src/clock/time.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { Machine } from '../../src/machine/machine.ts';
import { CELL, JUST_WRITTEN } from '../../src/protocol/snapshot.ts';

test('what the IOTLB holds of a map of the whole guest is in use, not stale', () => {
  const machine = new Machine({ ...DEFAULT_CONFIG, setting: 'direct', strategy: 'passthrough' });
  while (machine.nextTime < time(milliseconds(1))) machine.runOne();
  const { state } = machine.section('iotlb')!;
  const states = Array.from(state, (cell) => cell % JUST_WRITTEN);
  expect(states).toContain(CELL.live);
  expect(states).not.toContain(CELL.stale);
});
