import { expect, test } from 'vitest';

import { runFuzzProgram } from '../support/unit-fuzz.ts';

test('300 random programs leave the unit in order', () => {
  for (let seed = 1; seed <= 300; seed++) {
    expect(() => runFuzzProgram(seed), `seed ${seed}`).not.toThrow();
  }
});

test('the same program does the same', () => {
  for (let seed = 1; seed <= 10; seed++) expect(runFuzzProgram(seed)).toBe(runFuzzProgram(seed));
  expect(runFuzzProgram(1)).not.toBe(runFuzzProgram(2));
});
