import type { Page } from '@playwright/test';

import { expect, test } from './site.ts';

const alert = (page: Page) => page.getByRole('alert');
const meter = (page: Page) => page.getByRole('meter', { name: 'Throughput' });
const moves = (page: Page) =>
  expect
    .poll(async () => Number(await meter(page).getAttribute('aria-valuenow')), { timeout: 20_000 })
    .toBeGreaterThan(0.5);

/** A page whose machine is no longer the one it opened with. */
async function openChanged(page: Page, siteUrl: string): Promise<void> {
  await page.goto(siteUrl);
  await moves(page);
  await page.getByRole('radio', { name: /^Sidecore, strict/ }).check({ force: true });
  // A sidecore that is busy: the emulator has taken the change.
  await expect(page.getByRole('region', { name: 'Data path' })).toContainText(/Sidecore\s*[1-9][\d.]* % busy/, {
    timeout: 15_000,
  });
}

test.describe('when the emulator', () => {
  test('crashes, the page says so, keeps what it shows, and starts the same machine again', async ({
    page,
    siteUrl,
  }) => {
    await openChanged(page, siteUrl);
    // What the emulator asks for next fails, as memory does when there is none left.
    await page.workers()[0]!.evaluate(() => {
      performance.now = () => {
        throw new RangeError('Array buffer allocation failed');
      };
    });
    await expect(alert(page)).toContainText('The emulator stopped', { timeout: 15_000 });
    await expect(alert(page)).toContainText('more memory');
    await expect(page.getByRole('region', { name: 'Page tables' })).toBeVisible();
    await page.getByRole('button', { name: 'Restart the emulator' }).click();
    await expect(alert(page)).toHaveCount(0);
    await moves(page);
    await expect(page.getByRole('radio', { name: /^Sidecore, strict/ })).toBeChecked();
  });

  test('hangs, the page notices, and one click starts the same machine again @long', async ({ page, siteUrl }) => {
    await openChanged(page, siteUrl);
    await page.workers()[0]!.evaluate(() => {
      setTimeout(() => {
        for (;;);
      });
    });
    await expect(alert(page)).toContainText('does not answer', { timeout: 20_000 });
    await page.getByRole('button', { name: 'Restart the emulator' }).click();
    await expect(alert(page)).toHaveCount(0);
    await moves(page);
    await expect(page.getByRole('radio', { name: /^Sidecore, strict/ })).toBeChecked();
  });
});

test('a part whose code cannot be fetched says so in its place, and comes when asked again @long', async ({
  page,
  siteUrl,
  complaints,
}) => {
  await page.goto(siteUrl);
  await moves(page);
  await page.route(/(share-dialog|cost-table)-.*\.js$/, (route) => route.abort());
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('button', { name: 'Share (not reached)' })).toBeVisible();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Prices' }).click();
  await page.keyboard.press('Escape');
  await expect(alert(page).filter({ hasText: 'The table of prices could not be fetched.' })).toBeVisible();
  await moves(page);
  expect(complaints.length).toBeGreaterThan(0);
  complaints.length = 0;
  await page.unroute(/(share-dialog|cost-table)-.*\.js$/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('dialog', { name: 'Prices' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Share (not reached)' }).click();
  await expect(page.getByRole('dialog', { name: 'Share' })).toContainText('Link');
});
