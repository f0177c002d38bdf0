import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { TOURS } from '../../src/narration/tour-list.ts';
import { serveFolder } from '../support/static-server.ts';
import { expect, test } from './site.ts';

const DIST = join(import.meta.dirname, '../../dist');

/** A page around an embed: one of the site's own that is not the emulator. */
async function openHost(page: Page, siteUrl: string, frame: string): Promise<void> {
  await page.goto(`${siteUrl}embed.html`);
  await page.evaluate((html) => {
    document.body.innerHTML = `<button>mine</button>${html}`;
  }, frame);
}

test('an embed shows what its address asks for, in every size, and takes no focus', async ({ page, siteUrl }) => {
  const query = '?embed&panels=throughput,log&theme=dark&lock&colour=red';
  await openHost(
    page,
    siteUrl,
    `<iframe src="${siteUrl}${query}#v=1&strategy=optimistic" width=960 height=540></iframe>`,
  );
  const embed = page.frameLocator('iframe');
  await page.getByRole('button', { name: 'mine' }).focus();
  await expect(embed.getByRole('region', { name: 'Throughput' })).toBeVisible();
  await expect(embed.getByRole('region', { name: 'Log' })).toBeVisible();
  await expect(embed.getByRole('region')).toHaveCount(2);
  await expect(embed.getByRole('status')).toContainText('Left out of the address: colour=red');
  // Locked: nothing to press, a still picture of a machine that has settled.
  await expect(embed.getByRole('button', { name: 'Run' })).toHaveCount(0);
  await expect(embed.getByRole('combobox', { name: 'Events shown' })).toBeDisabled();
  await expect
    .poll(async () => Number(await embed.getByRole('meter').getAttribute('aria-valuenow')))
    .toBeGreaterThan(8);
  const colour = await embed.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  expect(colour).toBe('rgb(13, 17, 22)');
  await expect(embed.getByRole('link', { name: 'Open in full' })).toHaveAttribute('href', /#v=1&strategy=optimistic/);
  await expect(page.getByRole('button', { name: 'mine' })).toBeFocused();
  // As small as a corner of a slide: one panel, nothing beyond the frame.
  await page.locator('iframe').evaluate((frame: HTMLIFrameElement) => {
    frame.width = '480';
    frame.height = '270';
  });
  await expect(embed.getByRole('region')).toHaveCount(1);
  const over = await embed.locator('html').evaluate((root) => [root.scrollWidth - 480, root.scrollHeight - 270]);
  expect(Math.max(...over)).toBeLessThanOrEqual(0);
});

test('what opens in full is the moment that the embed shows', async ({ page, siteUrl }) => {
  await page.goto(`${siteUrl}?embed&autoplay&panels=matrix,throughput`);
  const status = page.locator('.machine-status');
  await page.getByRole('radio', { name: /^Samecore, optimistic/ }).check({ force: true });
  await expect
    .poll(async () => Number(await page.getByRole('meter').getAttribute('aria-valuenow')), { timeout: 15_000 })
    .toBeGreaterThan(2);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Run' })).toBeVisible();
  const link = page.getByRole('link', { name: 'Open in full' });
  await link.hover();
  await expect(link).toHaveAttribute('href', /#v=1&setting=samecore&log=.*&t=[\d.]+ms/);
  const time = (await status.locator('.machine-clock').textContent())!;
  await page.goto((await link.getAttribute('href'))!);
  await expect(page.getByRole('radio', { name: /^Samecore, optimistic/ })).toBeChecked();
  await expect(page.locator('.clock-time')).toHaveText(time);
});

test('a host controls a sandboxed embed through the client', async ({ page, siteUrl, complaints }) => {
  // Sandboxed pages have no origin: the host must allow everybody, as static hosts do.
  const open = await serveFolder(DIST, '/', { 'access-control-allow-origin': '*' });
  const frame = `<iframe sandbox="allow-scripts" src="${open.url}?embed&panels=throughput" width=640 height=360></iframe>`;
  await openHost(page, siteUrl, frame);
  const told = await page.evaluate(
    async ([client, tour]) => {
      const { connect } = await import(client);
      const lab = await connect(document.querySelector('iframe'));
      const states: { run: string; strategy: string; gbps: number }[] = [];
      const end = await lab.on('state', (state: (typeof states)[0]) => states.push(state));
      await lab.set({ strategy: 'optimistic', quota: 64 }, '1:100');
      await lab.play();
      const refused = await lab.seek(-1).catch((error: Error) => error.message);
      const started = performance.now();
      const isThere = () =>
        states.some(({ run, strategy, gbps }) => run === 'running' && strategy === 'optimistic' && gbps > 2);
      while (!isThere() && performance.now() - started < 30_000)
        await new Promise((resolve) => setTimeout(resolve, 50));
      await lab.pause();
      await end();
      // A tour on the live machine: told where it stands, refused by name where there is none, left again.
      const places: { name: string; step: number }[] = [];
      const endTour = await lab.on('tour', (place: (typeof places)[0]) => places.push(place));
      const noTour = await lab.tour('grand').catch((error: Error) => error.message);
      await lab.tour(tour, 1);
      while (places.length === 0 && performance.now() - started < 45_000)
        await new Promise((resolve) => setTimeout(resolve, 50));
      await lab.tour();
      await endTour();
      // What the viewer had comes back when the emulator has done it.
      let { quota } = await lab.get('settings');
      while (quota !== 64 && performance.now() - started < 60_000) ({ quota } = await lab.get('settings'));
      const { run } = await lab.get();
      lab.close();
      return { isThere: isThere(), refused, quota, run, noTour, place: places[0] };
    },
    [`${siteUrl}embed.js`, TOURS[0]!.name] as const,
  );
  expect(told).toMatchObject({ isThere: true, refused: expect.stringMatching(/^ms: /), quota: 64, run: 'paused' });
  expect(told).toMatchObject({
    noTour: expect.stringMatching(/^name; allowed: /),
    place: { name: TOURS[0]!.name, step: 1 },
  });
  await open.close();
  // The other server is this test's own.
  expect(complaints.filter((complaint) => !complaint.includes(open.url))).toEqual([]);
  complaints.length = 0;
});
