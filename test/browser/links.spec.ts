import type { Page } from '@playwright/test';

import { expect, test } from './site.ts';

const cell = (page: Page, name: string) => page.getByRole('radio', { name: new RegExp(`^${name}:`) });
const hashOf = (page: Page): string => decodeURIComponent(new URL(page.url()).hash);

test.describe('a link', () => {
  test('opens its picture: machine, time, panel, speed; the story stays silent', async ({ page, siteUrl }) => {
    await page.goto(`${siteUrl}#v=1&setting=sidecore&strategy=deferred&t=3.5ms&large=iotlb&speed=5/s`);
    await expect(page.getByRole('button', { name: 'Restore IOTLB' })).toBeVisible();
    await expect(page.locator('.clock-time')).toHaveText(/^3\.5\d\d ms$/, { timeout: 15_000 });
    await expect(page.getByRole('slider', { name: 'Speed' })).toHaveAttribute('aria-valuetext', '5 events a second');
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Restore IOTLB' }).click();
    await expect(cell(page, 'Sidecore, deferred')).toBeChecked();
  });

  test('that is wrong in parts opens the rest, and says what was left out', async ({ page, siteUrl }) => {
    await page.goto(`${siteUrl}#v=1&setting=sidecore&strategy=lazy&t=1ms&<b>=<img src=x onerror=alert(1)>`);
    await expect(cell(page, 'Sidecore, strict')).toBeChecked();
    const note = page.getByRole('status').filter({ hasText: 'Not all of the link was taken' });
    await expect(note).toContainText('strategy is "lazy"; allowed: strict');
    await expect(page.locator('img')).toHaveCount(0);
    await note.getByRole('button', { name: 'Close' }).click();
    await expect(note).toHaveCount(0);
  });

  test('follows what is chosen, and back and forward follow it', async ({ page, siteUrl }) => {
    await page.goto(`${siteUrl}#v=1&setting=samecore&t=1ms`);
    await expect(cell(page, 'Samecore, strict')).toBeChecked();
    await cell(page, 'Samecore, optimistic').check({ force: true });
    await expect.poll(() => hashOf(page), { timeout: 15_000 }).toContain('log=');
    await page.goBack();
    await expect(cell(page, 'Samecore, strict')).toBeChecked();
    expect(hashOf(page)).toBe('#v=1&setting=samecore&t=1ms');
    await page.goForward();
    await expect(cell(page, 'Samecore, optimistic')).toBeChecked();
    await expect(page.locator('.clock-time')).toHaveText(/^1\.0\d\d ms$/);
  });
});
