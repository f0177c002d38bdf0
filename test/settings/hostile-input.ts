import * as fc from 'fast-check';
import { expect } from 'vitest';

import { packText } from '../../src/settings/packed-text.ts';
import { linkHash, readLink } from '../../src/settings/permalink.ts';
import { RunFileError } from '../../src/settings/run-file-error.ts';
import { parseRunFile, runFileText } from '../../src/settings/run-file.ts';
import { anyMoment, PLAIN_MOMENT, VOCABULARY } from './moments.ts';

const evilKey = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf');
const linkKey = fc.oneof(
  fc.constantFrom(
    'v',
    'log',
    't',
    'select',
    'panels',
    'tour',
    'shows',
    'detail',
    'recording',
    'recording-hash',
    'strategy',
    'quota',
    'costs',
  ),
  fc.constantFrom('caches.iotlbEntries', 'caches.__proto__', 'costs.__proto__', 'costs.write-entry', 'seed'),
  evilKey,
  fc.string({ maxLength: 12 }),
);
const linkValue = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom('%', '%zz', '1e999', '-0', '0x', '<img src=x onerror=alert(1)>', '9'.repeat(400), '1.1.1', 'NaN'),
  fc.json({ maxDepth: 3 }).map((text) => packText(text)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
);
const writtenLink = fc
  .array(fc.tuple(linkKey, linkValue, fc.boolean()), { maxLength: 12 })
  .map(
    (fields) =>
      `#${fields.map(([key, value, escape]) => `${key}=${escape ? encodeURIComponent(value) : value}`).join('&')}`,
  );

/** A text with some characters of it replaced, doubled or cut. */
function damaged(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(text, fc.array(fc.tuple(fc.nat(), fc.nat(8), fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 4 }))
    .map(([whole, edits]) =>
      edits.reduce((now, [place, gone, put]) => {
        const at = place % (now.length + 1);
        return now.slice(0, at) + put + now.slice(at + gone);
      }, whole),
    );
}

const goodLink = anyMoment.map((moment) => {
  const outcome = linkHash(moment);
  return outcome.kind === 'link' ? outcome.hash : '#v=1';
});

export const hostileLink = fc.oneof(writtenLink, damaged(goodLink), fc.string({ unit: 'binary', maxLength: 200 }));

const jsonOfAnything = fc
  .record({
    format: fc.constant('viommu-lab run'),
    version: fc.constant(1),
    config: fc.oneof(
      fc.dictionary(fc.oneof(evilKey, fc.constantFrom('strategy', 'caches', 'costs', 'quota')), fc.jsonValue()),
      fc.constant({}),
    ),
    seed: fc.oneof(fc.constant(1), fc.jsonValue()),
    commands: fc.oneof(
      fc.array(
        fc.dictionary(fc.oneof(fc.constantFrom('at', 'adjust', 'rogue'), evilKey), fc.jsonValue(), { maxKeys: 3 }),
        { maxLength: 4 },
      ),
      fc.jsonValue(),
    ),
    time: fc.oneof(fc.constant(0), fc.jsonValue()),
    recording: fc.option(fc.jsonValue(), { nil: undefined }),
    view: fc.option(
      fc.oneof(
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom('selection', 'panels', 'tour', 'shows', 'numbers'), fc.jsonValue()),
      ),
      { nil: undefined },
    ),
  })
  .map((value) => JSON.stringify(value));

export const hostileFile = fc.oneof(
  jsonOfAnything,
  damaged(anyMoment.map((one) => runFileText(one))),
  fc.json(),
  fc.string(),
);

/** Whatever a link says, it is opened, told about, and has changed nothing but what it returns. */
export function openHostileLink(hash: string): void {
  const opened = readLink(hash, VOCABULARY);
  expectCleanPrototypes();
  if (opened === undefined) return;
  for (const { field, message } of opened.notes) {
    expect(field.length).toBeLessThanOrEqual(41);
    expect(message.length).toBeLessThan(600);
  }
  // What was taken can be written and read again: it is a moment.
  const again = linkHash(opened.moment);
  if (again.kind === 'link') expect(readLink(again.hash, VOCABULARY)?.moment).toEqual(opened.moment);
}

/** Whatever a file says, it is a moment or the one declared error. */
export function openHostileFile(text: string): void {
  try {
    const moment = parseRunFile(text, VOCABULARY);
    expect(parseRunFile(runFileText(moment), VOCABULARY)).toEqual(moment);
  } catch (error) {
    if (!(error instanceof RunFileError)) throw error;
    expect(error.message.length).toBeLessThan(800);
  }
  expectCleanPrototypes();
}

function expectCleanPrototypes(): void {
  const fresh: Record<string, unknown> = {};
  for (const key in fresh) expect.unreachable(`every object now has "${key}"`);
  expect(fresh['polluted']).toBeUndefined();
  expect(Array.isArray(PLAIN_MOMENT.commands)).toBe(true);
}
