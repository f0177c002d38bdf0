import { expect, test } from 'vitest';

import { PAGE_CONFIG } from '../../src/config/machine-config.ts';
import { linkHash, MOST_LOG_CHARACTERS } from '../../src/settings/permalink.ts';
import type { LoggedEntry, Moment } from '../../src/settings/moment.ts';
import { LINK_PANELS } from '../../src/settings/moment.ts';
import { PLAIN_MOMENT } from './moments.ts';

/** A viewer's toggles at no particular times. */
const toggles = (count: number): LoggedEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    at: 6_867_246 + index * 1_234_567_891 + ((index * index * 7919) % 1_000_003),
    command:
      index % 5 === 4
        ? { kind: 'rogue', target: 'just-unmapped' }
        : { kind: 'adjust', change: { strategy: index % 2 === 0 ? 'optimistic' : 'strict' } },
  }));

const hashOf = (moment: Moment): string => {
  const link = linkHash(moment);
  return link.kind === 'link' ? link.hash : '';
};

test('links stay short: the page as it opens, a picture with everything, and how many toggles fit', () => {
  const opened = hashOf({ ...PLAIN_MOMENT, config: PAGE_CONFIG });
  expect(opened).toBe('#v=1&setting=samecore');
  const full = hashOf({
    ...PLAIN_MOMENT,
    config: {
      ...PAGE_CONFIG,
      setting: 'sidecore',
      strategy: 'deferred',
      workload: 'request-response',
      seed: 4_294_967_295,
      addressWidth: 39,
      invalidation: 'queued',
      ringSize: 1024,
      framePayloadBytes: 4000,
      guests: 8,
      guestMemoryMiB: 16_384,
      hostPressure: 100,
      ageLimitMicroseconds: 1_000_000,
      quota: 1_000_000,
      flushHighWaterMark: 32_768,
      flushTimeoutMicroseconds: 1_000_000,
      flushScope: 'domain',
      coldPartsPerMillion: 1_000_000,
      linkGbps: 400,
      largePages: true,
      caches: { iotlbEntries: 65_536, iotlbWays: 4, replacement: 'random', contextEntries: 65_536 },
    },
    commands: toggles(20),
    time: 3_599_999_999_999_999,
    acts: 123_456_789,
    event: 1_234_567_890,
    view: {
      selection: { kind: 'iova', iova: 0xffff_ffff_f000, domainId: 65_535 },
      panels: LINK_PANELS,
      tour: { name: 'samecore-against-sidecore', step: 5 },
      large: 'teardown-queue',
      speed: '1:20000',
      shows: 'tables',
      numbers: 'decimal',
      detail: 'full',
      plays: true,
    },
  });
  expect(full.length).toBeGreaterThan(500);
  expect(full.length).toBeLessThan(1400);
  const most = [100, 150, 200, 250, 300].filter(
    (count) => hashOf({ ...PLAIN_MOMENT, commands: toggles(count) }) !== '',
  );
  expect(most.at(-1)).toBeGreaterThanOrEqual(150);
  expect(hashOf({ ...PLAIN_MOMENT, commands: toggles(150) }).length).toBeLessThan(MOST_LOG_CHARACTERS + 20);
});
