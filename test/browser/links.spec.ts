import type { Page } from '@playwright/test';

import { expect, test } from './site.ts';

const cell = (page: Page, name: string) => page.getByRole('radio', { name: new RegExp(`^${name}:`) });
const hashOf = (page: Page): string => decodeURIComponent(new URL(page.url()).hash);

test.describe('a link', () => {
  test('opens its picture: machine, time, panel, speed; the story stays silent', async ({ page, siteUrl }) => {
    await page.goto(`${siteUrl}#v=1&setting=sidecore&strategy=optimistic&t=1ms&large=iotlb&speed=5/s`);
    await expect(page.getByRole('button', { name: 'Restore IOTLB' })).toBeVisible();
    await expect(page.locator('.clock-time')).toHaveText(/^1\.0\d\d ms$/, { timeout: 15_000 });
    await expect(page.getByRole('slider', { name: 'Speed' })).toHaveAttribute('aria-valuetext', '5 events a second');
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Restore IOTLB' }).click();
    await expect(cell(page, 'Sidecore, optimistic')).toBeChecked();
    // Only some panels, as tables, with the way back to all; and what is chosen by hand is kept in the address.
    await page.goto(`${siteUrl}#v=1&setting=sidecore&t=1ms&panels=page-tables,iotlb&shows=tables&numbers=decimal`);
    await expect(page.locator('.panel')).toHaveCount(2);
    await expect(page.getByRole('region', { name: 'Page tables' }).getByRole('table')).toBeVisible();
    await page.keyboard.press('T');
    await expect.poll(() => hashOf(page), { timeout: 20_000 }).not.toContain('shows=');
    expect(hashOf(page)).toContain('&panels=page-tables,iotlb&numbers=decimal');
    await page.getByRole('button', { name: 'All panels' }).click();
    await expect(page.locator('.panel')).toHaveCount(9);
    await expect(page.getByRole('button', { name: 'All panels' })).toHaveCount(0);
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

test('Share gives the link of the moment, a frame, and files; what it saves opens again', async ({ page, siteUrl }) => {
  await page.goto(`${siteUrl}#v=1&setting=samecore&t=1ms&play=0`);
  await expect(page.locator('.clock-time')).toHaveText(/^1\.0\d\d ms$/, { timeout: 15_000 });
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect(dialog.getByLabel(/^Link/)).toHaveValue(/\/#v=1&setting=samecore&t=[\d.]+ms$/);
  await expect(dialog.getByLabel(/^Frame/)).toHaveValue(
    /^<iframe src="http[^"<]*\?embed#v=1&amp;setting=samecore&amp;t=[\d.]+ms"/,
  );
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await expect(dialog.getByRole('status').first()).toHaveText(/Copied|Selected/);
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Run', exact: true }).click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(/^viommu-lab\.samecore-strict\.transmit\.\d+us\.run\.json$/);
  await dialog.getByRole('button', { name: 'Close' }).click();
  const bareMetal = page.getByRole('radio', { name: /^Bare metal, off:/ });
  await bareMetal.click({ force: true });
  await expect(bareMetal).toBeChecked();
  await page.getByLabel('Recording file').setInputFiles(await saved.path());
  await expect(page.getByRole('radio', { name: /^Samecore, strict:/ })).toBeChecked();
  await expect(page.locator('.clock-time')).toHaveText(/^1\.0\d\d ms$/);
  const bad = { name: '<img src=x>.json', mimeType: 'text/plain', buffer: Buffer.from('{"format":"viommu-lab run"') };
  await page.getByLabel('Recording file').setInputFiles(bad);
  await expect(page.getByRole('alert')).toContainText(
    '<img src=x>.json was not opened. file is not JSON, or was cut off',
  );
  await expect(page.locator('img')).toHaveCount(0);
});
