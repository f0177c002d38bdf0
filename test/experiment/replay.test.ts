import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { replay } from '../support/replay-command.ts';
import { loadTraceText, readTrace } from '../recording/trace-files.ts';

const FIELDS = [
  'events',
  'unparsedLines',
  'maps',
  'unmaps',
  'assumedMaps',
  'cutAtEnd',
  'recordedInvalidations',
  'invalidations',
  'distinctIovaPages',
  'distinctPhysicalPages',
  'peakMappedPages',
  'mappedPagesAtEnd',
  'reusedPages',
  'peakStalePages',
  'stalePageMilliseconds',
  'faults',
  'vmExits',
  'pinnedPagesPeak',
  'sidecoreBusy',
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Path of a recording of the project. */
function tracePath(name: string): string {
  const paths = ['../../public/traces', '../traces'].map((place) => join(import.meta.dirname, place, name));
  return paths.find((path) => existsSync(path))!;
}

describe('replay --json', () => {
  test('prints one document with exactly the agreed fields', async () => {
    const { code, out, err } = await replay(tracePath('strict-stale.txt'), '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual(FIELDS);
    expect(report).toMatchObject({
      events: 87,
      unparsedLines: 0,
      maps: 12,
      unmaps: 12,
      assumedMaps: 4,
      recordedInvalidations: { page: 12, domain: 0, global: 0, context: 0 },
      invalidations: { page: 12, domain: 0, global: 0 },
      reusedPages: 0,
      peakStalePages: 0,
      stalePageMilliseconds: 0,
      faults: 3,
    });
  });

  test('takes a strategy, text or gzip', async () => {
    const text = loadTraceText('lazy-stale.txt');
    const plain = await replay(file('a.txt', text), '--json', '--strategy', 'deferred');
    const packed = await replay(file('a.gz', gzipSync(text)), '--strategy=deferred', '--setting=bare-metal', '--json');
    expect(packed.out).toBe(plain.out);
    expect(JSON.parse(plain.out)).toMatchObject({ invalidations: { page: 0, domain: 6, global: 0 }, faults: 1 });
  });
});

describe('replay under a hypervisor', () => {
  test('asks for as much as the recorded kernel in caching mode did, and exits only where accesses trap', async () => {
    const run = async (setting: string): Promise<Record<string, unknown>> => {
      const { out } = await replay(tracePath('strict-cm-nvme-life.txt'), '--json', '--setting', setting);
      return JSON.parse(out) as Record<string, unknown>;
    };
    const samecore = await run('samecore');
    expect(samecore).toMatchObject({ recordedInvalidations: { page: 160 }, invalidations: { page: 160 }, faults: 0 });
    expect(samecore['vmExits']).toBeGreaterThanOrEqual(160);
    expect(samecore['pinnedPagesPeak']).toBeGreaterThanOrEqual(samecore['peakMappedPages'] as number);
    expect(await run('sidecore')).toMatchObject({ invalidations: { page: 160 }, vmExits: 0, faults: 0 });
  });
});

describe('replay for people', () => {
  test('is a table with units and, after it, the first lines that could not be read', async () => {
    const path = file('b.txt', `${loadTraceText('lazy-stale.txt')}\nnothing of the kind\n`);
    const { code, out } = await replay(path, '--strategy', 'deferred');
    expect(code).toBe(0);
    expect(out).toMatch(/invalidations, domain-selective +6 {2}by our driver/);
    expect(out).toMatch(/reachable after unmap, in all +[\d.]+ {2}page·milliseconds/);
    expect(out).toMatch(/accesses after unmap, gone through +2 {2}of 3 recorded/);
    expect(out).toMatch(/unreadable +1 {2}lines/);
    expect(out).toMatch(/First unreadable lines:\n {2}line \d+: .*nothing of the kind/);
  });
});

describe('what cannot be done', () => {
  test.each([
    ['no file', [], 'needs a FILE'],
    ['two files', ['a', 'b'], 'one FILE at a time'],
    ['an unknown strategy', ['a', '--strategy', 'lazy'], 'allowed: strict, deferred, optimistic, async, shared, pass'],
    ['a strategy where there is no IOMMU', ['a', '--setting', 'direct', '--strategy', 'strict'], 'no IOMMU'],
    ['an unknown setting', ['a', '--setting', 'moon'], '--setting is "moon"'],
    ['an unknown option', ['a', '--fast'], "Unknown option '--fast'"],
    ['a missing file', ['no-such-file.txt'], 'no-such-file.txt: cannot be read'],
    ['a folder', ['.'], 'cannot be read'],
  ])('%s: one clear line, exit 2', async (_, args, message) => {
    const { code, out, err } = await replay(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('what is no recording: one line that says what it is, exit 2', async () => {
    const { code, out, err } = await replay(file('c.txt', '{ "a": 1 }\n'), '--json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('not a recording');
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a damaged file: what came before is replayed, one line says so, exit 1', async () => {
    const packed = gzipSync(loadTraceText('strict-net-tx.txt.gz'));
    const { code, out, err } = await replay(file('d.gz', packed.subarray(0, 60_000)), '--json');
    expect(code).toBe(1);
    expect(err).toContain('damaged');
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    const { maps } = JSON.parse(out) as { maps: number };
    expect(maps).toBeGreaterThan(100);
    expect(maps).toBeLessThan(readTrace('strict-net-tx.txt.gz').summary.maps);
  });
});
