import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page, TestInfo } from '@playwright/test';

import { pictureDifference } from '../support/picture-difference.ts';
import { expect, test } from './site.ts';

/*
 * Reviewed pictures of the page. The emulator is deterministic, so a link gives the same picture everywhere, but for how letters are
 * drawn; what is tolerated stands at `pictureDifference`. After a change that shall be seen: `npm run pictures`, look, commit.
 */

const FOLDER = join(import.meta.dirname, 'pictures');
const LETTERS = join(FOLDER, 'letters.json');
const PANELS = ['data-path', 'throughput', 'matrix', 'tables', 'teardown', 'iotlb', 'protection', 'registers', 'log'];

/** Mappings that wait in the teardown queue, with a rogue device's verdict to come. */
const OPTIMISTIC = '#v=1&setting=sidecore&strategy=optimistic&t=14ms&play=0';
/** Invalidations that wait in the flush queue, and a ring of requests. */
const DEFERRED = '#v=1&setting=samecore&strategy=deferred&invalidation=queued&t=14ms&play=0';

const asAddress = (png: Buffer): string => `data:image/png;base64,${png.toString('base64')}`;

/** Widths of words in the page's fonts: what tells one font from another. */
const lettersOf = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() =>
    [`700 13px ${getComputedStyle(document.body).fontFamily}`, '13px monospace'].map((font) => {
      const surface = new OffscreenCanvas(1, 1).getContext('2d')!;
      surface.font = font;
      return Math.round(surface.measureText('Throughput 0123456789 wWmil').width);
    }),
  );

/** Compares pictures of one page with those that were reviewed; what differs is attached, or taken over when that was asked. */
class Gallery {
  private readonly differences: string[] = [];
  private reader: Page | undefined = undefined;

  private readonly page: Page;
  private readonly info: TestInfo;

  constructor(page: Page, info: TestInfo) {
    this.page = page;
    this.info = info;
  }

  /** @param selector the part of the page; everything when left out */
  async compare(name: string, selector?: string): Promise<void> {
    const file = join(FOLDER, `${name}.png`);
    const shoot = (): Promise<Buffer> =>
      (selector === undefined ? this.page : this.page.locator(selector)).screenshot({ animations: 'disabled' });
    let actual = await shoot();
    let difference = await this.difference(file, actual);
    // A starved machine may not have painted everything yet: what counts is the picture that stays.
    for (
      let last;
      difference !== '' && !(last?.equals(actual) ?? false);
      difference = await this.difference(file, actual)
    ) {
      last = actual;
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 300))));
      actual = await shoot();
    }
    if (difference === '') return;
    if (['all', 'changed'].includes(this.info.config.updateSnapshots)) {
      writeFileSync(file, actual);
      writeFileSync(LETTERS, `[${(await lettersOf(this.page)).join(', ')}]\n`);
      return;
    }
    this.differences.push(`${name}: ${difference}`);
    await this.info.attach(`${name}-actual.png`, { body: actual, contentType: 'image/png' });
    if (existsSync(file)) await this.info.attach(`${name}-expected.png`, { path: file, contentType: 'image/png' });
  }

  /** Fails when a picture differed. */
  end(): void {
    expect(this.differences, 'pictures that differ; if they shall: npm run pictures, look, commit').toEqual([]);
  }

  private async difference(file: string, actual: Buffer): Promise<string> {
    if (!existsSync(file)) return 'there is no such picture yet';
    // Addresses of data may not be fetched by every page; an empty one may.
    this.reader ??= await this.page.context().newPage();
    const made = existsSync(LETTERS) ? (JSON.parse(readFileSync(LETTERS, 'utf8')) as number[]) : [];
    const now = await lettersOf(this.page);
    return this.reader.evaluate(pictureDifference, {
      expected: asAddress(readFileSync(file)),
      actual: asAddress(actual),
      sameLetters: made.every((width, i) => Math.abs(width - now[i]!) <= 2),
    });
  }
}

async function open(page: Page, address: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
  await page.goto(address);
  await expect(page.locator('.clock-time')).toHaveText(/^14\.\d+ ms$/, { timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
}

for (const [theme, hash] of [
  ['light', OPTIMISTIC],
  ['dark', DEFERRED],
] as const) {
  test(`every panel and the page look as reviewed, ${theme} @long`, async ({ page, siteUrl }, info) => {
    await open(page, siteUrl + hash);
    await page.emulateMedia({ colorScheme: theme });
    const gallery = new Gallery(page, info);
    await gallery.compare(`${theme}-page`);
    for (const panel of PANELS) await gallery.compare(`${theme}-${panel}`, `[data-panel="${panel}"]`);
    gallery.end();
  });
}

test('every panel in the corner of a slide looks as reviewed @long', async ({ page, siteUrl }, info) => {
  await page.setViewportSize({ width: 480, height: 270 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(siteUrl + OPTIMISTIC);
  const gallery = new Gallery(page, info);
  await expect(page.getByRole('meter', { name: 'Throughput' })).toHaveAttribute('aria-valuenow', /^9\.9/, {
    timeout: 60_000,
  });
  for (const panel of PANELS.filter((name) => name !== 'matrix')) {
    await page.locator('.only select').selectOption(panel);
    await gallery.compare(`small-${panel}`);
  }
  gallery.end();
});
