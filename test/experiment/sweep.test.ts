import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { parseCsv } from '../../src/base/csv.ts';
import { UsageError } from '../../src/experiment/command-line.ts';
import { ProgressBar, spanText } from '../../src/experiment/progress-bar.ts';
import { readSweepOptions } from '../../src/experiment/sweep-options.ts';
import { figuresOf, sweepWith, temporaryFolder } from './sweep-support.ts';

const GRID = ['--grid', 'quota=1,2,3', '--grid', 'linkGbps=10,40', '--seeds', '2', '--jobs', '3'];
const linesOf = (file: string) => parseCsv(readFileSync(file, 'utf8'));
/** Rows of a whole file of either kind. */
const rowsOf = (file: string): number => {
  if (file.endsWith('.json')) return (JSON.parse(readFileSync(file, 'utf8')) as { rows: unknown[] }).rows.length;
  expect(linesOf(file).isCut).toBe(false);
  return linesOf(file).lines.length - 1;
};
const valuesOf = (lines: readonly (readonly string[])[]) =>
  lines
    .slice(1)
    .map((line) => line.slice(1, 4).join(' '))
    .sort();
const ALL = [1, 2, 3].flatMap((quota) =>
  [10, 40].flatMap((gbps) => [2011, 2012].map((seed) => `${quota} ${gbps} ${seed}`)),
);

describe('a sweep', () => {
  test('measures every combination with every seed, several at a time', async () => {
    const { code, out, err, measured, most } = await sweepWith(GRID);
    const { lines } = parseCsv(out);
    expect({ code, measured, most }).toEqual({ code: 0, measured: 12, most: 3 });
    expect(lines[0]?.join()).toBe('cell,quota,linkGbps,seed,warmUpMs,windowMs,percent,gbps,peakStalePages,error');
    expect(valuesOf(lines)).toEqual(ALL);
    expect(new Set(lines.map(([id]) => id)).size).toBe(13);
    expect(lines[1]?.slice(4)).toEqual(['60', '200', '1', '10', '2011', '']);
    expect(err).toContain('12 of 12 cells measured');
  });

  test('takes settings of the caches and of the price list', async () => {
    const prices: number[] = [];
    const args = ['--grid', 'caches.iotlbEntries=16,32', '--grid', 'costs.write-entry=5'];
    await sweepWith(args, (config) => {
      prices.push(config.caches.iotlbEntries, config.costs.rows['write-entry'].value);
      return { figures: figuresOf(config) };
    });
    expect(prices).toEqual([16, 5, 32, 5]);
  });

  test('says why a cell has no result, and goes on', async () => {
    const args = ['--grid', 'caches.iotlbWays=5,4', '--grid', 'strategy=async,strict'];
    const { code, out, err } = await sweepWith(args, (config) =>
      config.strategy === 'async' ? { problem: 'needs the queue, "always"' } : { figures: figuresOf(config) },
    );
    expect(code).toBe(1);
    expect(err).toContain('3 without a result');
    const { lines } = parseCsv(out);
    expect(lines.map((line) => line.length)).toEqual([10, 10, 10, 10, 10]);
    expect(lines.slice(1).map((line) => [line[1], line[2], line.at(-1)])).toEqual([
      ['5', 'async', expect.stringContaining('it must divide 64')],
      ['5', 'strict', expect.stringContaining('it must divide 64')],
      ['4', 'async', 'needs the queue, "always"'],
      ['4', 'strict', ''],
    ]);
  });

  test.each(['a.csv', 'a.json'])(
    'that was interrupted leaves a whole file and goes on from there: %s',
    async (name) => {
      const file = join(temporaryFolder(), name);
      const first = await sweepWith([...GRID, '--out', file], undefined, 5);
      expect(first).toMatchObject({ code: 130, err: expect.stringContaining('interrupted') });
      const before = readFileSync(file, 'utf8');
      const kept = rowsOf(file);
      expect(kept).toBeGreaterThan(0);
      expect(kept).toBeLessThan(12);
      const second = await sweepWith([...GRID, '--out', file]);
      expect(second).toMatchObject({ code: 0, measured: 12 - kept });
      expect(second.err).toContain(`${kept} were there already`);
      const after = readFileSync(file, 'utf8');
      expect(rowsOf(file)).toBe(12);
      if (name === 'a.csv') {
        expect(after.startsWith(before)).toBe(true);
        expect(valuesOf(linesOf(file).lines)).toEqual(ALL);
      }
      expect(await sweepWith([...GRID, '--out', file])).toMatchObject({ code: 0, measured: 0 });
      expect(readFileSync(file, 'utf8')).toBe(after);
    },
  );

  test('mends a file whose last row was cut off, and measures anew what had no result', async () => {
    const file = join(temporaryFolder(), 'a.csv');
    await sweepWith([...GRID, '--out', file], (config) =>
      config.quota === 2 ? { problem: 'out of luck' } : { figures: figuresOf(config) },
    );
    appendFileSync(file, 'abc,1,1');
    expect(await sweepWith([...GRID, '--out', file])).toMatchObject({ code: 0, measured: 4 });
    expect(linesOf(file).isCut).toBe(false);
    expect(valuesOf(linesOf(file).lines)).toEqual(ALL);
  });

  test('in which nothing could be measured begins anew', async () => {
    const file = join(temporaryFolder(), 'a.csv');
    expect(await sweepWith([...GRID, '--out', file], () => ({ problem: 'broken' }))).toMatchObject({ code: 1 });
    expect(linesOf(file).lines).toHaveLength(13);
    expect(await sweepWith([...GRID, '--out', file])).toMatchObject({ code: 0, measured: 12 });
    expect(valuesOf(linesOf(file).lines)).toEqual(ALL);
  });

  test.each([
    ['a.csv', 'cell,quota,seed,warmUpMs,windowMs,percent,error\n'],
    ['a.csv', 'something else'],
    ['a.json', '{"format":"viommu-lab run"}'],
    ['a.json', 'no'],
    ['a.json', '{"format":"viommu-lab sweep","rows":[{"cell":"x","seed":1,"error":""}]}'],
  ])('leaves a file alone that is from something else: %s with %s', async (name, content) => {
    const file = join(temporaryFolder(), name);
    writeFileSync(file, content);
    await expect(sweepWith([...GRID, '--out', file])).rejects.toThrow(UsageError);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  test('needs the folder of its file to be there', async () => {
    const file = join(temporaryFolder(), 'none', 'a.csv');
    await expect(sweepWith([...GRID, '--out', file])).rejects.toThrow('there is no such folder');
    expect(existsSync(file)).toBe(false);
  });
});

describe('the arguments of a sweep', () => {
  test.each([
    [[], 'needs at least one --grid'],
    [['--grid', 'quota'], '--grid is "quota"; allowed: SETTING=VALUE'],
    [['--grid', 'speed=1'], 'there is no setting "speed"'],
    [['--grid', 'quota=1,'], 'quota is ""; allowed: a whole number'],
    [['--grid', 'quota=1,1'], 'quota has the same value twice'],
    [['--grid', 'strategy=lazy'], 'strategy is "lazy"; allowed: strict'],
    [['--grid', 'workload=recording'], 'recording cannot be swept'],
    [['--grid', 'quota=1', '--seeds', '0'], '--seeds is "0"; allowed: a whole number from 1 to 1000'],
    [['--grid', 'seed=1,2', '--seeds', '2'], '--seeds and --grid seed=… exclude each other'],
    [['--grid', 'quota=1', '--window', '0'], '--window is "0"; allowed: a whole number from 1'],
    [['--grid', 'quota=1', '--warm-up', 'x'], '--warm-up is "x"'],
    [['--grid', 'quota=1', '--jobs', '0'], '--jobs is "0"'],
    [['--grid', 'quota=1', '--out', 'a.txt'], 'a file that ends in .csv or .json'],
    [['--grid', 'quota=1', '--fast'], "Unknown option '--fast'"],
  ])('are refused by name: %s', (args, message) => {
    expect(() => readSweepOptions(args)).toThrow(message);
  });

  test.each([
    [['--grid', 'quota=1', '--grid', 'quota=2'], '--grid names quota twice'],
    [
      Array.from({ length: 4 }, (_, axis) => [
        '--grid',
        `${['quota', 'seed', 'coldPartsPerMillion', 'flushHighWaterMark'][axis]}=${Array.from({ length: 40 }, (_one, value) => value + 1).join(',')}`,
      ]).flat(),
      'the grid has 2560000 cells',
    ],
  ])('must make a grid: %#', async (args, message) => {
    await expect(sweepWith(args)).rejects.toThrow(message);
  });
});

describe('the progress bar', () => {
  test('is drawn over itself on a terminal', () => {
    let drawn = '';
    let now = 0;
    const bar = new ProgressBar({ isTTY: true, columns: 50, write: (text) => (drawn += text) }, 4, () => now);
    for (now = 2000; now <= 8000; now += 2000) bar.advance();
    bar.clear();
    expect(drawn.split('\r').slice(1)).toEqual([
      '[..................................] 0 of 4 cells\u001B[K',
      '[#####..................] 1 of 4 cells, 0:06 left\u001B[K',
      '[###########............] 2 of 4 cells, 0:04 left\u001B[K',
      '[#################......] 3 of 4 cells, 0:02 left\u001B[K',
      '[#######################] 4 of 4 cells, 0:00 left\u001B[K',
      '\u001B[K',
    ]);
  });

  test('says nothing elsewhere', () => {
    let drawn = '';
    const bar = new ProgressBar({ write: (text) => (drawn += text) }, 1, () => 0);
    bar.advance();
    bar.clear();
    expect(drawn).toBe('');
  });

  test('tells time as people do', () => {
    expect([0, 5, 65, 3725].map((seconds) => spanText(seconds))).toEqual(['0:00', '0:05', '1:05', '1:02:05']);
  });
});
