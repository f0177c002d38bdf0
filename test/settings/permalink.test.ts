import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { withCost } from '../../src/config/cost-model.ts';
import { PLAIN_KEYS } from '../../src/config/flat-settings.ts';
import { FROZEN_KEYS, LINK_BASE } from '../../src/settings/link-base.ts';
import { linkHash, MOST_LOG_CHARACTERS, readLink } from '../../src/settings/permalink.ts';
import type { LoggedEntry, Moment } from '../../src/settings/moment.ts';
import { anyMoment, PLAIN_MOMENT, VOCABULARY } from './moments.ts';

function hashOf(moment: Moment): string {
  const outcome = linkHash(moment);
  if (outcome.kind !== 'link') throw new Error(outcome.reason);
  return outcome.hash;
}

const open = (hash: string) => readLink(hash, VOCABULARY)!;
const configured = (change: Partial<Moment['config']>): Moment => ({
  ...PLAIN_MOMENT,
  config: { ...LINK_BASE, ...change },
});

describe('a link', () => {
  test('holds only what differs, by readable names', () => {
    expect(hashOf(PLAIN_MOMENT)).toBe('#v=1');
    const moment = {
      ...configured({ strategy: 'optimistic', quota: 256, caches: { ...LINK_BASE.caches, iotlbEntries: 128 } }),
      time: 12_500_000_000,
      view: {
        selection: { kind: 'iova', iova: 0xfffb_8000, domainId: 1 },
        panels: ['iotlb', 'teardown-queue'],
        tour: { name: 'first-look', step: 2 },
        large: 'iotlb',
        speed: '1:500',
        shows: 'tables',
        numbers: 'decimal',
        detail: 'full',
        plays: true,
      },
    } as const;
    expect(hashOf(moment)).toBe(
      '#v=1&strategy=optimistic&quota=256&caches.iotlbEntries=128&t=12.5ms&select=0xfffb8000@1' +
        '&panels=iotlb,teardown-queue&tour=first-look.2&large=iotlb&speed=1:500&shows=tables&numbers=decimal' +
        '&detail=full&play=1',
    );
  });

  test('reopens any moment exactly', () => {
    fc.assert(
      fc.property(anyMoment, (moment) => {
        const outcome = linkHash(moment);
        if (outcome.kind === 'link') expect(open(outcome.hash)).toEqual({ moment, notes: [] });
      }),
      { numRuns: 100 },
    );
  });

  test('keeps an edited price, marked as edited', () => {
    const moment = configured({ costs: withCost(LINK_BASE.costs, 'write-entry', 777) });
    expect(hashOf(moment)).toBe('#v=1&costs.write-entry=777');
    expect(open(hashOf(moment)).moment).toEqual(moment);
  });

  test('packs the log of commands, and offers a file when it is too long', () => {
    const toggles = (count: number): LoggedEntry[] =>
      Array.from({ length: count }, (_, index) => ({
        at: index * 1_234_567_891 + ((index * index * 7919) % 1_000_003),
        command: { kind: 'adjust', change: { strategy: index % 2 === 0 ? 'optimistic' : 'strict' } },
      }));
    const short = linkHash({ ...PLAIN_MOMENT, commands: toggles(20) });
    expect(short.kind).toBe('link');
    const long = linkHash({ ...PLAIN_MOMENT, commands: toggles(2000) });
    expect(long).toMatchObject({ kind: 'too-long', reason: expect.stringContaining(`of ${MOST_LOG_CHARACTERS}`) });
  });

  test.each(['', '#', '#top', 'top'])('is none: "%s"', (hash) => {
    expect(readLink(hash, VOCABULARY)).toBeUndefined();
  });

  test('typed by hand needs no version', () => {
    expect(open('#strategy=deferred&linkGbps=2.5').moment.config).toMatchObject({
      strategy: 'deferred',
      linkGbps: 2.5,
    });
  });

  test.each([
    ['strategy=lazy', 'strategy', 'strategy is "lazy"; allowed: strict, deferred'],
    ['quota=-1', 'quota', 'quota is -1; allowed: a whole number from 0'],
    ['quota=0x10', 'quota', 'quota is "0x10"; allowed: a whole number'],
    ['ringSize=100', 'ringSize', 'allowed: a power of two from 8'],
    ['largePages=1', 'largePages', 'allowed: true, false'],
    ['warp=9', 'warp', 'there is no setting "warp"'],
    ['__proto__=1', '__proto__', 'there is no setting "__proto__"'],
    ['costs.__proto__=1', 'costs.__proto__', 'there is no setting'],
    ['costs.constructor=1', 'costs.constructor', 'there is no setting'],
    ['costs=mine', 'costs', 'allowed: paper-2011'],
    ['costs.write-entry=-4', 'costs.write-entry', 'allowed: 0 to 10000000 cycles'],
    ['caches.iotlbWays=5', 'caches', 'it must divide 64'],
    ['caches.size=5', 'caches.size', 'there is no setting'],
    ['t=12', 't', 'milliseconds such as t=12.5ms'],
    ['select=page', 'select', 'such as 0xfffb8000@1'],
    ['select=0x1000@70000', 'select', 'an address and its domain'],
    ['panels=iotlb,clock', 'panels', 'panels has "clock"; allowed: matrix'],
    ['tour=first-look.7', 'tour', 'allowed: first-look.0 to first-look.6'],
    ['tour=grand.0', 'tour', 'allowed: first-look.STEP'],
    ['large=clock', 'large', 'large is "clock"; allowed: matrix'],
    ['speed=2', 'speed', 'allowed: 5/s, 1:500, full'],
    ['shows=both', 'shows', 'shows is "both"; allowed: pictures, tables'],
    ['numbers=octal', 'numbers', 'numbers is "octal"; allowed: hex, decimal'],
    ['detail=1', 'detail', 'allowed: simple, full'],
    ['play=yes', 'play', 'allowed: 0, 1'],
    ['acts=-1', 'acts', 'allowed: a whole number'],
    ['event=1e9', 'event', 'allowed: a whole number'],
    ['recording=a.txt', 'recording', '16 digits of 0-9 a-f'],
    ['log=AAAA', 'log', 'cannot be unpacked'],
    ['quota=%E0%A4%A', 'quota', 'has no value that can be read'],
    ['quota=1&quota=2', 'quota', 'quota is there twice; the first is taken'],
    ['v=0', 'v', 'allowed: a version from 1'],
    ['v=99', 'v', 'the link is of version 99'],
    ['autoplay', 'autoplay', 'allowed: autoplay=VALUE'],
  ])('drops a bad field alone, and says what is allowed: %s', (bad, field, message) => {
    const { moment, notes } = open(`#${bad}&addressWidth=39`);
    expect(notes).toEqual([{ field, message: expect.stringContaining(message) }]);
    expect(moment.config.addressWidth).toBe(39);
    expect({ ...moment.config, addressWidth: 48, quota: LINK_BASE.quota }).toEqual(LINK_BASE);
  });

  test('takes the good panels among bad ones', () => {
    expect(open('#panels=iotlb,clock,iotlb').moment.view.panels).toEqual(['iotlb']);
  });

  test('that is far too long is not read at all, and says so', () => {
    const { moment, notes } = open(`#strategy=deferred&x=${'y'.repeat(10_000)}`);
    expect(moment).toEqual(PLAIN_MOMENT);
    expect(notes).toEqual([{ field: 'link', message: expect.stringContaining('allowed: up to 8192') }]);
  });

  test('counts notes beyond the first twenty', () => {
    const { notes } = open(`#${Array.from({ length: 50 }, (_, index) => `x${index}=1`).join('&')}`);
    expect(notes).toHaveLength(21);
    expect(notes.at(-1)?.message).toBe('30 more fields were not understood');
  });
});

describe('what a setting is when a link does not name it', () => {
  test('is frozen for every setting: a new one joins src/settings/link-base.ts with the value it had before', () => {
    expect(PLAIN_KEYS.filter((key) => !FROZEN_KEYS.includes(key))).toEqual([]);
  });
});
