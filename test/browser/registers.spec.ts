import type { Page } from '@playwright/test';

import { expect, test } from './site.ts';

const region = (page: Page) => page.getByRole('region', { name: 'Invalidation queue and registers' });

test.describe('the registers', () => {
  test('say what the unit does, in words or bit by bit, and show every field when there is room', async ({
    page,
    siteUrl,
  }) => {
    await page.goto(siteUrl);
    const status = region(page).getByRole('list', { name: 'Status registers' });
    await expect(status).toContainText('translation is on');
    await page.getByRole('button', { name: 'Every bit' }).click();
    await expect(status).toContainText('TES 1');
    // The same holds for the tables.
    await expect(page.getByRole('region', { name: 'Page tables' })).toContainText('ADDR');
    await expect(region(page)).toContainText(/Asked to forget pages of domain \d/);
    await page.getByRole('button', { name: 'Maximize Invalidation queue and registers' }).click();
    const row = region(page).getByRole('row', { name: /GSTS/ });
    await expect(row).toContainText('RTPS 1');
    await page.keyboard.press('b');
    await expect(region(page).getByRole('row', { name: /^Global status/ })).toContainText('translation is on');
    await expect(region(page)).not.toContainText('RTPS 1');
    await expect(page.getByRole('region', { name: 'Throughput' })).toBeHidden();
    await page.getByRole('button', { name: 'Restore Invalidation queue and registers' }).click();
    await expect(page.getByRole('region', { name: 'Throughput' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Maximize Invalidation queue and registers' })).toBeFocused();
  });

  test('show the queue and its descriptors in words when the driver uses it', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('combobox', { name: /invalidation/i }).selectOption('queued');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await expect(region(page)).toContainText(/Queue: head \d+ · tail \d+/);
    await page.getByRole('button', { name: 'Maximize Invalidation queue and registers' }).click();
    const list = region(page).getByRole('list', { name: 'Descriptors around the head' });
    await expect(list).toContainText(/IOTLB: forget 0x[0-9a-f]+ of domain \d/);
    await expect(list).toContainText(/Wait for all before/);
  });
});
