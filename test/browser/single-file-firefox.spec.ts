import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from '@playwright/test';

import { startFirefox } from '../support/firefox.ts';

const FILE = join(import.meta.dirname, '../../dist-single/index.html');

/** Milliseconds that may pass until a Firefox is there: where it is missing and can be, it is installed. */
const INSTALLING = 300_000;

test('the page as one file runs from a disk in Firefox, and asks for nothing but itself @long', async () => {
  test.setTimeout(INSTALLING + 90_000);
  const script = join(import.meta.dirname, 'ensure-firefox.sh');
  const executable = execFileSync('sh', [script], { encoding: 'utf8', timeout: INSTALLING }).trim();
  const tab = await startFirefox(executable);
  try {
    const url = pathToFileURL(FILE).href;
    await tab.open(url);
    const read = () => tab.evaluate(`document.querySelector('[role="meter"]')?.getAttribute('aria-valuenow')`);
    await expect.poll(async () => Number(await read()), { timeout: 30_000 }).toBeGreaterThan(0.5);
    const clock = () => tab.evaluate(`document.querySelector('.clock-time').textContent`);
    const before = await clock();
    await expect.poll(clock, { timeout: 20_000 }).not.toBe(before);
    expect(tab.requests.filter((one) => one !== url && !/^(?:data|blob|about):/.test(one))).toEqual([]);
    expect(tab.errors).toEqual([]);
  } finally {
    await tab.close();
  }
});
