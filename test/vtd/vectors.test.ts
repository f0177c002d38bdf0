import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readCases } from '../../src/experiment/conformance-case.ts';
import { CACHE_VARIANTS, countResults, runCase, runConformance } from '../../src/experiment/conformance.ts';

const readFile = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../vectors', name), 'utf8'));

describe.each([
  { file: 'handmade.json', passed: 180, skipped: 34 },
  { file: 'random-public.json', passed: 157, skipped: 43 },
  { file: 'transcribed.json', passed: 43, skipped: 0 },
])('$file', ({ file, passed, skipped }) => {
  const json = readFile(file);

  test('every case without a quirk gives what was recorded, whatever the caches', () => {
    const results = runConformance(json);
    expect(results.filter((result) => result.status === 'failed')).toEqual([]);
    expect(countResults(results)).toEqual({ passed, failed: 0, skipped });
  });

  test('every case with a quirk runs to its end or to a difference', () => {
    for (const one of readCases(json)) {
      for (const { caches } of CACHE_VARIANTS) expect(() => runCase(one, caches)).not.toThrow();
    }
  });
});
