import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { packText, unpackText } from '../../src/settings/packed-text.ts';
import { readLink } from '../../src/settings/permalink.ts';
import { parseRunFile, RUN_FILE_FORMAT } from '../../src/settings/run-file.ts';
import { hostileFile, hostileLink, openHostileFile, openHostileLink } from './hostile-input.ts';
import { VOCABULARY } from './moments.ts';

describe('hostile input', () => {
  const packedBlanks = `#log=${packText(' '.repeat(5_000_000)).slice(0, 2048)}`;

  test('in a link does no harm', () => {
    fc.assert(fc.property(hostileLink, openHostileLink), { numRuns: 200 });
  });

  test('in a run file does no harm', () => {
    fc.assert(fc.property(hostileFile, openHostileFile), { numRuns: 150 });
  });

  // Sizes at which anything worse than linear would not come back before the test is given up.
  test.each<[string, () => unknown]>([
    ['a link of 10 MB', () => readLink(`#${'strategy=strict&'.repeat(650_000)}`, VOCABULARY)],
    ['a link of nothing but separators', () => readLink(`#=${'&'.repeat(8000)}`, VOCABULARY)],
    ['a list of 4000 panels', () => readLink(`#panels=${'a,'.repeat(390)}`, VOCABULARY)],
    ['a log that unpacks to 5 MB', () => readLink(packedBlanks, VOCABULARY)],
    ['a run file nested 100,000 deep', () => tryFile(deep('"config":{"strategy":', 100_000, '}'))],
    [
      'a change nested 100,000 deep',
      () => tryFile(deep('"config":{},"seed":1,"commands":[{"at":1,"adjust":', 100_000, '}]')),
    ],
    ['a run file of 100,000 settings', () => tryFile(`"config":{${'"a":1,'.repeat(100_000)}"b":1}`)],
  ])('is dealt with: %s', (_, open) => {
    open();
  });

  test('that unpacks to more than is allowed is not unpacked', () => {
    const packed = packText('x'.repeat(10_000));
    expect(unpackText(packed, 10_000)).toBe('x'.repeat(10_000));
    expect(unpackText(packed, 100)).toBeUndefined();
    expect(unpackText(packed.slice(0, -3), 10_000)).toBeUndefined();
    expect(unpackText('not base64!', 10_000)).toBeUndefined();
  });
});

function tryFile(content: string): void {
  const text = `{"format":"${RUN_FILE_FORMAT}","version":1,${content}}`;
  expect(() => parseRunFile(text, VOCABULARY)).toThrow();
}

function deep(start: string, depth: number, end: string): string {
  return `${start}${'['.repeat(depth)}${']'.repeat(depth)}${end}`;
}
