import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from '@playwright/test';

import { startFirefox } from '../support/firefox.ts';
import { serveFolder } from '../support/static-server.ts';
import { STRICT_POLICY } from '../support/strict-policy.ts';

const FILE = join(import.meta.dirname, '../../dist-single/index.html');
const SITE = join(import.meta.dirname, '../../dist');

/** Milliseconds that may pass until a Firefox is there: where it is missing and can be, it is installed. */
const INSTALLING = 300_000;

test('in Firefox the page as one file runs from a disk and asks for nothing but itself, and the site under a strict policy @long', async () => {
  test.setTimeout(INSTALLING + 90_000);
  const script = join(import.meta.dirname, 'ensure-firefox.sh');
  const executable = execFileSync('sh', [script], { encoding: 'utf8', timeout: INSTALLING }).trim();
  const host = await serveFolder(SITE, '/some/path/', { 'content-security-policy': STRICT_POLICY });
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
    // Firefox holds what a worker imports against other parts of a policy than Chromium does.
    await tab.open(host.url);
    await expect.poll(async () => Number(await read()), { timeout: 30_000 }).toBeGreaterThan(0.5);
    expect(tab.errors).toEqual([]);
  } finally {
    await tab.close();
    await host.close();
  }
});
