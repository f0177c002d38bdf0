import { describe, expect, test } from 'vitest';
import { contextEntryInWords, pagingEntryInWords } from '../../src/narration/entry-words.ts';

describe('an entry in words', () => {
  test.each([
    { level: 1, low: 0x0232_c003, high: 0, words: 'the page at 0x232c000: the device may read and write' },
    { level: 1, low: 0x0232_c001, high: 0, words: 'the page at 0x232c000: the device may only read' },
    { level: 1, low: 0x0232_c002, high: 1, words: 'the page at 0x10232c000: the device may only write' },
    { level: 2, low: 0x0020_0083, high: 0, words: 'the page at 0x200000: the device may read and write' },
    { level: 2, low: 0x0010_d003, high: 0, words: 'the next table is at 0x10d000' },
    { level: 1, low: 0x0232_c000, high: 0, words: 'leads nowhere: an access faults' },
  ])('of level $level: $words', ({ level, low, high, words }) => {
    expect(pagingEntryInWords(level, low, high)).toBe(words);
  });

  test.each([
    { entry: [0x0010_1001, 0, 0x0000_0102, 0], words: 'domain 1; 4 levels of tables, the first at 0x101000' },
    { entry: [0x0000_0009, 0, 0x0000_0102, 0], words: 'every address passes as it is' },
    { entry: [0x0010_1000, 0, 0x0000_0102, 0], words: 'absent: every access of this device faults' },
  ])('of a context: $words', ({ entry, words }) => {
    expect(contextEntryInWords(entry)).toBe(words);
  });
});
