import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { parseCsv } from '../../src/base/csv.ts';
import { temporaryFolder } from './sweep-support.ts';

const PROGRAM = join(import.meta.dirname, '../../.ci/run-cli.mjs');
const TIMEOUT = 600_000;

/** Runs the built command line. It is interrupted once, when `interruptWhen` says so. */
function call(
  args: readonly string[],
  interruptWhen = () => false,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [PROGRAM, 'sweep', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (err += String(text)));
  let wasInterrupted = false;
  const timer = setInterval(() => {
    if (wasInterrupted || !interruptWhen()) return;
    wasInterrupted = child.kill('SIGINT');
  }, 100);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code, out, err });
    });
  });
}

test(
  'the built program measures on threads of itself, stops when interrupted and goes on',
  { timeout: TIMEOUT },
  async () => {
    const file = join(temporaryFolder(), 'a.csv');
    const rows = (): number => (existsSync(file) ? parseCsv(readFileSync(file, 'utf8')).lines.length - 1 : 0);
    const grid = '--grid strategy=strict,optimistic --seeds 5 --warm-up 0 --window 15 --jobs 2 --out'
      .split(' ')
      .concat(file);
    const stopped = await call(grid, () => rows() >= 1);
    expect(stopped).toMatchObject({ code: 130, out: '', err: expect.stringContaining('interrupted') });
    const { lines, isCut } = parseCsv(readFileSync(file, 'utf8'));
    expect(isCut).toBe(false);
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(lines.every((line) => line.length === lines[0]?.length)).toBe(true);
    const before = rows();
    const again = await call(grid);
    expect(again).toMatchObject({ code: 0, out: '', err: expect.stringContaining(`${before} were there already`) });
    expect(rows()).toBe(10);
  },
);

test('the same cell has the same result on any thread', { timeout: TIMEOUT }, async () => {
  const args = ['--grid', 'quota=64,256', '--seeds', '2', '--warm-up', '0', '--window', '1'];
  const [one, two] = [await call([...args, '--jobs', '1']), await call([...args, '--jobs', '2'])];
  expect(one.code).toBe(0);
  expect(two.out.split('\n').sort()).toEqual(one.out.split('\n').sort());
});
