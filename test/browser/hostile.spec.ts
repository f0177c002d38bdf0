import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

import type { Browser, Page } from '@playwright/test';

import { expect, test } from './site.ts';

/** Most processor time of one task of the page's main thread, on a machine that does the calibration in `NOMINAL_MS`. */
const MOST_MS = 100;
/** What the calibration takes on the machine that the bound is meant for: a laptop of 2020. */
const NOMINAL_MS = 180;

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Microseconds of processor time, and of the clock. */
  readonly tdur?: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest tasks of the page's main thread while `act` goes on, ms of processor time: a busy machine does not count. */
async function longestTasks(browser: Browser, page: Page, act: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const isMain = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  const tasks = traceEvents.filter(({ name, pid, tid }) => name.endsWith('RunTask') && isMain.has(`${pid}:${tid}`));
  expect(tasks.length).toBeGreaterThan(5);
  return tasks.map(({ tdur, dur }) => (tdur ?? dur ?? 0) / 1000).toSorted((a, b) => b - a);
}

/** How much slower this machine is than the one that the bound is meant for; at least 1. */
async function slowness(browser: Browser, page: Page): Promise<number> {
  const [took] = await longestTasks(browser, page, () =>
    page.evaluate(() => {
      for (let round = 0; round < 3; round++) {
        JSON.parse(JSON.stringify(Array.from({ length: 200_000 }, (_, i) => ({ at: i, name: `n${i % 97}` }))));
      }
    }),
  );
  return Math.max(1, took! / NOMINAL_MS);
}

const EVIL = '<img src=x onerror="globalThis.injected=1">';
const packed = (text: string): string => deflateRawSync(text).toString('base64url');
const moments = (count: number, row: string): string => Array.from({ length: count }, () => row).join(',');

/** Links that mean nothing good; each is opened by its hash. */
const LINKS: Readonly<Record<string, string>> = {
  'names and values of markup': `#v=1&${encodeURIComponent(EVIL)}=1&strategy=${EVIL}&select=${EVIL}&recording=${encodeURIComponent(EVIL)}&recording-hash=0000000000000000&workload=recording`,
  'nothing but separators': `#=${'&'.repeat(8000)}`,
  '1.9 MB': `#${'strategy=strict&'.repeat(119_000)}`,
  'a log that unpacks to 5 MB': `#v=1&log=${packed(' '.repeat(5_000_000)).slice(0, 2048)}`,
  'a log of thousands of commands': `#v=1&log=${packed(`[${moments(20_000, '[0,{"quota":1}]')}]`)}&t=1ms`,
  'a log of arrays in arrays': `#v=1&log=${packed('['.repeat(100_000))}`,
  'panels and tours without end': `#v=1&panels=${'iotlb,'.repeat(120)}&tour=${'a'.repeat(700)}.999`,
  'a time beyond all': '#v=1&t=99999999.999999999ms&select=0xfffffffffffff@65535&acts=999999999999999',
};

/** The one that is no more than large. */
const WHOLE = 'as many commands as are allowed';

/** Run files, by a name that is hostile too. */
const FILES: Readonly<Record<string, string>> = {
  'settings without end': `"config":{${moments(400_000, '"a":1')}},"seed":1`,
  'commands without end': `"config":{},"seed":1,"commands":[${moments(200_000, '{"at":1,"rogue":"read-only"}')}]`,
  [WHOLE]: `"config":{},"seed":1,"commands":[${moments(20_000, '{"at":1000,"adjust":{"quota":1,"strategy":"strict"}}')}],"time":2000`,
  'numbers of minus zero': `"config":{},"seed":1,"time":[${moments(1_500_000, '-0')}]`,
  'lists in lists': `"config":${'['.repeat(3_000_000)}`,
  markup: `"config":{"${EVIL.replaceAll('"', "'")}":1},"seed":1`,
};

test('hostile links, files, traces and messages never hold up the page for long, and inject nothing @long', async ({
  page,
  siteUrl,
  browser,
}) => {
  let dialogs = 0;
  page.on('dialog', () => {
    dialogs += 1;
  });
  await page.goto(`${siteUrl}#v=1&setting=sidecore&play=1`);
  const clock = async (): Promise<number> =>
    Number.parseFloat((await page.locator('.clock-time').innerText()).replaceAll(',', ''));
  await expect.poll(clock).toBeGreaterThan(0.5);
  const factor = await slowness(browser, page);
  const idle = await longestTasks(browser, page, () => page.waitForTimeout(2000));
  const bound = MOST_MS * factor + idle[0]!;
  const report: string[] = [
    `machine × ${factor.toFixed(2)}, longest task of the running page ${idle[0]!.toFixed(1)} ms`,
  ];
  const slow: string[] = [];
  const meter = async (what: string, act: () => Promise<void>): Promise<void> => {
    const [longest] = await longestTasks(browser, page, act);
    report.push(`${what}: ${longest!.toFixed(1)} ms`);
    if (longest! > bound) slow.push(report.at(-1)!);
  };
  /** Until the page has painted what came of it. */
  const settle = async (): Promise<void> => {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.waitForTimeout(1000);
  };

  for (const [what, hash] of Object.entries(LINKS)) {
    // Brought into the page beforehand: what that takes is the test's.
    await page.evaluate((text) => {
      (globalThis as { hash?: string }).hash = text;
    }, hash);
    await meter(`link of ${what}`, async () => {
      await page.evaluate(() => {
        location.hash = (globalThis as { hash?: string }).hash!;
      });
      await settle();
    });
  }
  const input = page.getByLabel('Recording file');
  // From the disk: what a test sends by itself would take the page's time.
  const folder = test.info().outputPath('files');
  mkdirSync(folder, { recursive: true });
  const open = (name: string, text: string): (() => Promise<void>) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return async () => {
      await input.setInputFiles(path);
      // It has come, and nothing of its name or text but words.
      if (!name.startsWith(WHOLE)) await expect(page.locator('.notices')).toContainText(name, { timeout: 60_000 });
      await settle();
    };
  };
  for (const [what, content] of Object.entries(FILES)) {
    const text = `{"format":"viommu-lab run","version":1,${content}}`;
    await meter(`run file of ${what}, ${(text.length / 1e6).toFixed(1)} MB`, open(`${what} ${EVIL}.json`, text));
  }
  const line = `          <idle>-0     [001] d..1.   12.345678: map: IOMMU: ${EVIL} iova=0x1000 - 0x2000 paddr=0x1000 size=4096\n`;
  await meter('trace of markup, 10 MB', open(`${EVIL}.txt`, line.repeat(80_000)));
  await meter('trace of one line, 10 MB', open('one.txt', 'x'.repeat(10_000_000)));

  // The page runs on, by its own controls.
  await page.evaluate(() => {
    location.hash = '#v=1&setting=samecore&play=1';
  });
  await expect(page.getByRole('radio', { name: /^Samecore, strict/ })).toBeChecked();
  const before = await clock();
  await expect.poll(clock).not.toBe(before);
  expect(await page.evaluate(() => [(globalThis as { injected?: number }).injected, document.images.length])).toEqual([
    undefined,
    0,
  ]);

  // The same page in a frame, of which the page around it asks too much.
  await page.goto(`${siteUrl}embed.html`);
  await page.evaluate((source) => {
    document.body.innerHTML = `<iframe src="${source}" width=640 height=360></iframe>`;
  }, `${siteUrl}?embed&autoplay&panels=throughput`);
  const embed = page.frameLocator('iframe');
  const time = async (): Promise<number> =>
    Number.parseFloat((await embed.locator('.machine-clock').innerText()).replaceAll(',', ''));
  await expect.poll(time).toBeGreaterThan(0.1);
  await meter('messages', async () => {
    await page.evaluate((evil) => {
      const frame = document.querySelector('iframe')!.contentWindow!;
      const say = (message: object): void => frame.postMessage({ viommuLab: 1, ...message }, '*');
      let deep: unknown = evil;
      for (let i = 0; i < 2000; i++) deep = [deep];
      say({ verb: 'hello' });
      say({ verb: 'set', settings: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`s${i}`, evil])) });
      say({ verb: 'set', settings: deep });
      say({ verb: 'scenario', hash: `#v=1&strategy=${evil}` });
      say({ verb: 'scenario', hash: '&'.repeat(8192) });
      say({ verb: evil, id: evil });
      frame.postMessage(deep, '*');
      for (let i = 0; i < 2000; i++) say({ verb: 'seek', ms: i / 1000, id: i });
    }, EVIL);
    await settle();
  });
  await page.evaluate(() => {
    const frame = document.querySelector('iframe')!.contentWindow!;
    setTimeout(() => frame.postMessage({ viommuLab: 1, verb: 'play' }, '*'), 1500);
  });
  const then = await time();
  await expect.poll(time).not.toBe(then);
  await expect(embed.locator('img')).toHaveCount(0);
  expect(report.length).toBeGreaterThan(16);
  test.info().annotations.push({ type: 'longest tasks, processor time', description: report.join('; ') });
  expect(dialogs).toBe(0);
  expect(slow).toEqual([]);
});
