import { describe, expect, test } from 'vitest';
import { commandInWords, descriptorInWords, faultInWords, shownRegisters } from '../../src/narration/register-words.ts';
import {
  encodeContextDescriptor,
  encodeIotlbDescriptor,
  encodeWaitDescriptor,
  iotlbCommandHigh,
  WAIT_STATUS_WRITE,
} from '../../src/spec/invalidation.ts';
import { OFFSET } from '../../src/spec/registers.ts';

const page = (): Uint32Array => new Uint32Array((OFFSET.FRCD + 16) / 4);

describe('the registers', () => {
  test('are shown by field, and what changed is marked', () => {
    const earlier = page();
    const words = page();
    words[OFFSET.GSTS / 4] = 0xc000_0000;
    const shown = shownRegisters(words, earlier);
    const status = shown.find(({ name }) => name === 'GSTS')!;
    expect(status).toMatchObject({ offset: '0x01c', value: 'c0000000', isChanged: true });
    expect(status.fields.filter(({ isChanged }) => isChanged).map(({ name }) => name)).toEqual(['TES', 'RTPS']);
    expect(shown.filter(({ isChanged }) => isChanged)).toHaveLength(1);
  });

  test('tell the last invalidation that was asked for by register', () => {
    const words = page();
    expect(commandInWords(words)).toBe('No invalidation by register yet');
    words[OFFSET.IOTLB / 4 + 1] = iotlbCommandHigh(3, 7);
    expect(commandInWords(words)).toBe('Asked to forget pages of domain 7: under way');
    words[OFFSET.IOTLB / 4 + 1] = iotlbCommandHigh(2, 7) - 0x8000_0000;
    expect(commandInWords(words)).toBe('Asked to forget all of domain 7: done');
  });

  test('tell the fault that was recorded', () => {
    const words = page();
    expect(faultInWords(words)).toBe('No fault recorded');
    words.set([0xfff9_9000, 0, 0x10, 0x8000_0005], OFFSET.FRCD / 4);
    expect(faultInWords(words)).toBe('Fault pending: 00:02.0 write 0xfff99000, the page may not be written');
  });
});

describe('a descriptor', () => {
  const words = new Uint32Array(4);
  const queue = { size: 256, head: 0, tail: 1, first: 0, words };

  test.each([
    ['IOTLB: forget 0xfffb8000, 4 pages, of domain 3', () => encodeIotlbDescriptor(words, 3, 3, 0xfffb_8000, 2)],
    ['IOTLB: forget all of domain 3', () => encodeIotlbDescriptor(words, 2, 3)],
    ['IOTLB: forget everything', () => encodeIotlbDescriptor(words, 1)],
    ['Context cache: forget 00:02.0', () => encodeContextDescriptor(words, 3, 1, 0x10)],
    ['Wait for all before, then write 9 to 0x1004', () => encodeWaitDescriptor(words, WAIT_STATUS_WRITE, 0x1004, 9)],
    ['Descriptor of the unknown type 15', () => words.set([15, 0, 0, 0])],
  ])('reads: %s', (text, encode) => {
    encode();
    expect(descriptorInWords(queue, 0)).toBe(text);
  });
});
