import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Frame, Page } from '@playwright/test';

import { expect, test } from './site.ts';

const REVEAL = join(import.meta.dirname, '../../node_modules/reveal.js/dist');
const FRAME = '?embed&autoplay&panels=throughput&speed=1:1000';

const deck = (siteUrl: string): string => `<!doctype html>
<link rel="stylesheet" href="reveal.css">
<div class="reveal"><div class="slides">
  <section><h2>Before</h2></section>
  <section>
    <iframe name="left" title="strict" src="${siteUrl}${FRAME}#v=1&amp;setting=samecore" width="470" height="270"></iframe>
    <iframe name="right" title="optimistic" src="${siteUrl}${FRAME}#v=1&amp;setting=sidecore&amp;strategy=optimistic"
      width="470" height="270"></iframe>
  </section>
  <section><h2>After</h2></section>
</div></div>
<script src="reveal.js"></script>
<script>Reveal.initialize({ hash: false, transition: 'none', preloadIframes: true });</script>`;

/** A real deck beside the site, with two embeds on its second slide. */
async function openDeck(page: Page, siteUrl: string): Promise<[left: Frame, right: Frame]> {
  for (const name of ['reveal.js', 'reveal.css']) {
    await page.route(`${siteUrl}deck/${name}`, (route) =>
      route.fulfill({
        contentType: name.endsWith('css') ? 'text/css' : 'text/javascript',
        body: readFileSync(join(REVEAL, name)),
      }),
    );
  }
  await page.route(`${siteUrl}deck/`, (route) => route.fulfill({ contentType: 'text/html', body: deck(siteUrl) }));
  await page.goto(`${siteUrl}deck/`);
  await page.waitForFunction('globalThis.Reveal?.isReady()');
  return [page.frame('left')!, page.frame('right')!];
}

const slide = (page: Page): Promise<unknown> => page.evaluate('Reveal.getIndices().h');
/** Simulated milliseconds that a frame shows. */
const clock = async (frame: Frame): Promise<number> =>
  Number.parseFloat(((await frame.locator('.machine-clock').textContent()) ?? '').replaceAll(',', ''));

test('in a reveal.js deck embeds run on their slide only, and arrow keys go on turning slides', async ({
  page,
  siteUrl,
}) => {
  const [left, right] = await openDeck(page, siteUrl);
  await page.keyboard.press('ArrowRight');
  expect(await slide(page)).toBe(1);
  await expect.poll(() => clock(left), { timeout: 20_000 }).toBeGreaterThan(0);
  await expect.poll(() => clock(right), { timeout: 20_000 }).toBeGreaterThan(0);
  // The deck has the keys while both run, until somebody clicks.
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('IFRAME');
  await page.keyboard.press('ArrowRight');
  expect(await slide(page)).toBe(2);

  // Off their slide both stand still.
  const still = async (): Promise<boolean> => {
    const before = [await clock(left), await clock(right)];
    await page.waitForTimeout(400);
    return before[0] === (await clock(left)) && before[1] === (await clock(right));
  };
  await expect.poll(still, { timeout: 15_000 }).toBe(true);
  const [leftAt, rightAt] = [await clock(left), await clock(right)];

  // Back on it they go on where they were, each with its own machine.
  await page.keyboard.press('ArrowLeft');
  expect(await slide(page)).toBe(1);
  await expect.poll(() => clock(left), { timeout: 15_000 }).toBeGreaterThan(leftAt);
  await expect.poll(() => clock(right), { timeout: 15_000 }).toBeGreaterThan(rightAt);
  await expect(left.locator('.machine-status')).toContainText('Samecore, strict');
  await expect(right.locator('.machine-status')).toContainText('Sidecore, optimistic');

  // One stands, the other goes on; and after the click the arrow still turns the slide.
  await left.getByRole('button', { name: 'Pause' }).click();
  await expect(left.getByRole('button', { name: 'Run' })).toBeVisible();
  await expect(right.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => slide(page)).toBe(2);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => slide(page)).toBe(1);
  await expect(left.getByRole('button', { name: 'Run' })).toBeVisible();
});
