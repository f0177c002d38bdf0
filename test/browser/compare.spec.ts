import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, test } from './site.ts';

const SLOW = { timeout: 20_000 };

/** Opens the page and takes it over from whatever it plays by itself. */
async function open(page: Page, siteUrl: string): Promise<void> {
  await page.goto(siteUrl);
  await page.getByRole('radio', { name: /^Samecore, strict/ }).check({ force: true });
}

/** What is wrong with the panel that fills the page. */
const axe = async (page: Page): Promise<unknown[]> =>
  (await new AxeBuilder({ page }).include('[data-large="true"]').analyze()).violations;

test.describe('a comparison', () => {
  test('puts a second machine beside the first, follows it, and ends with one click @long', async ({
    page,
    siteUrl,
  }) => {
    await open(page, siteUrl);
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const panel = page.getByRole('region', { name: 'Comparison' });
    const start = panel.getByRole('button', { name: 'Start the comparison' });
    await panel.getByRole('combobox', { name: /^Strategy/ }).selectOption('strict');
    await expect(start).toBeDisabled();
    await expect(panel.getByText(/Both sides would be the same/)).toBeVisible();
    await panel.getByRole('combobox', { name: /^Strategy/ }).selectOption('optimistic');
    await start.click();
    const throughput = panel.getByRole('row', { name: /^Throughput/ });
    await expect(throughput).toContainText(/\+\d+\.\d points/, SLOW);
    await expect(panel.getByRole('row', { name: /^Exits per frame/ })).toContainText(/[÷−]/);
    expect(await axe(page)).toEqual([]);
    await panel.getByRole('button', { name: 'Restore Comparison' }).click();
    await expect(page.getByText(/^Compared with Samecore, optimistic/)).toBeVisible();
    await page.getByRole('button', { name: 'End the comparison' }).click();
    await expect(page.getByText(/^Compared with/)).toBeHidden();
  });

  test('with a machine that there cannot be says why and lets one choose again @long', async ({ page, siteUrl }) => {
    await open(page, siteUrl);
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const panel = page.getByRole('region', { name: 'Comparison' });
    await panel.getByRole('combobox', { name: /^Strategy/ }).selectOption('async');
    await panel.getByRole('button', { name: 'Start the comparison' }).click();
    await expect(panel.getByRole('alert')).toContainText('needs the invalidation queue', SLOW);
    await expect(panel.getByRole('combobox', { name: /^Setting/ })).toBeVisible();
  });
});

test('the whole matrix is measured when asked, also while the machine stands still @long', async ({
  page,
  siteUrl,
}) => {
  await open(page, siteUrl);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'All figures' }).click();
  const panel = page.getByRole('region', { name: 'The whole matrix' });
  await panel.getByRole('button', { name: /^Measure/ }).click();
  const bareMetal = panel.getByRole('table', { name: /^Throughput/ }).getByRole('row', { name: /^Bare metal/ });
  await expect(bareMetal).toContainText(/4[234]\.\d paper 43/, SLOW);
  await panel.getByRole('button', { name: 'Stop measuring' }).click();
  await expect(panel.getByText(/of 19 known, resting/)).toBeVisible();
  const saved = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save as CSV' }).click();
  expect((await saved).suggestedFilename()).toMatch(/^viommu-lab\.samecore-strict\..*matrix\.csv$/);
  expect(await axe(page)).toEqual([]);
});

test('a trace of one’s own leads to what every strategy would cost and expose @long', async ({ page, siteUrl }) => {
  await open(page, siteUrl);
  await page.getByLabel('Recording file').setInputFiles('public/traces/strict-stale.txt');
  await page.getByRole('button', { name: 'Cost and exposure of every strategy' }).click(SLOW);
  const panel = page.getByRole('region', { name: 'What it would cost and expose' });
  await expect(panel.getByText('19 of 19 replayed')).toBeVisible(SLOW);
  const advice = panel.getByRole('list', { name: 'Recommendation' });
  await expect(advice.getByText(/^Samecore: \w+\. It takes/)).toBeVisible();
  await expect(
    panel
      .getByRole('row', { name: /^Samecore strict/ })
      .getByRole('cell')
      .first(),
  ).toHaveText(/^[\d,]+$/);
  await expect(panel.getByRole('img', { name: /^Reuse distances/ })).toBeVisible();
  const saved = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save as HTML' }).click();
  expect((await saved).suggestedFilename()).toBe('viommu-lab.assessment.html');
  expect(await axe(page)).toEqual([]);
});
