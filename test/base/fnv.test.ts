import { expect, test } from 'vitest';

import { ByteHash, hashBytes } from '../../src/base/fnv.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('the hash of bytes is FNV-1a of 64 bits, as its authors give it', () => {
  expect(hashBytes(bytes(''))).toBe('cbf29ce484222325');
  expect(hashBytes(bytes('a'))).toBe('af63dc4c8601ec8c');
  expect(hashBytes(bytes('foobar'))).toBe('85944171f73967e8');
});

test('pieces give the hash of the whole', () => {
  const hash = new ByteHash();
  for (const piece of ['f', '', 'oob', 'ar']) hash.add(bytes(piece));
  expect(hash.digest()).toBe('85944171f73967e8');
});
