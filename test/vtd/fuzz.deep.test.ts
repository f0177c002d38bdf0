import { expect, test } from 'vitest';

import { runFuzzProgram } from '../support/unit-fuzz.ts';

/** Seeds apart from those of `fuzz.test.ts`. */
const FIRST = 1_000_000;
const PROGRAMS = 200_000;

test(`${PROGRAMS} random programs leave the unit in order`, () => {
  const failures: string[] = [];
  for (let seed = FIRST; seed < FIRST + PROGRAMS && failures.length < 5; seed++) {
    try {
      runFuzzProgram(seed);
    } catch (error) {
      failures.push(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  expect(failures).toEqual([]);
});
