import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, test } from './site.ts';

async function axe(page: Page, part: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test('the title of a panel opens what its terms mean and where they are from; Escape closes it @long', async ({
  page,
  siteUrl,
}) => {
  await page.goto(siteUrl);
  const title = page
    .getByRole('region', { name: 'IOTLB', exact: true })
    .getByRole('button', { name: 'IOTLB', exact: true });
  await title.focus();
  await page.keyboard.press('Enter');
  const note = page.getByRole('dialog', { name: 'IOTLB: terms and sources' });
  await expect(note).toContainText('remembers finished translations');
  expect(await axe(page, '.note')).toEqual([]);
  await note.getByText('pcie-bench, SIGCOMM 2018').first().click();
  await expect(note.getByRole('link', { name: 'Read it' }).first()).toHaveAttribute('href', /^https:/);
  const box = (await note.boundingBox())!;
  expect(box.x >= 0 && box.x + box.width <= 1280 && box.y >= 0 && box.y + box.height <= 720).toBe(true);
  await page.keyboard.press('Escape');
  await expect(note).toHaveCount(0);
  await expect(title).toBeFocused();
});

test('a part of a frame’s cycles names its prices; a price can be changed in the table, or is refused there @long', async ({
  page,
  siteUrl,
}) => {
  await page.goto(siteUrl);
  await page.getByRole('button', { name: 'exits and emulation' }).click();
  const note = page.getByRole('dialog', { name: 'exits and emulation' });
  await expect(note).toContainText('2,000 cycles: each trapped register access');
  await expect(note).toContainText('Published: SplitX');
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(note).toHaveCount(0);
  await page.getByRole('button', { name: 'source' }).first().click();
  await expect(page.getByRole('dialog', { name: 'Age limit' })).toContainText('“a few milliseconds”');
  await page.getByRole('button', { name: 'Prices' }).click();
  const table = page.getByRole('dialog', { name: 'Prices' });
  const price = table.getByRole('spinbutton', { name: 'vm exit' });
  await expect(price).toHaveValue('2000');
  expect(await axe(page, '.cost-table')).toEqual([]);
  await price.fill('-1');
  await price.press('Enter');
  await expect(table.getByRole('alert')).toContainText('costs.vm-exit is -');
  await price.fill('20000');
  await price.press('Enter');
  await expect(table.getByRole('row', { name: /vm exit/ })).toContainText('Changed on this page');
  // The machine pays it: a tenth of the line becomes a fiftieth.
  const meter = page.getByRole('meter', { name: 'Throughput', includeHidden: true });
  await expect
    .poll(async () => Number(await meter.getAttribute('aria-valuenow')), { timeout: 20_000 })
    .toBeLessThan(0.5);
  await table.getByRole('button', { name: 'Undo 1 change' }).click();
  await expect(price).toHaveValue('2000');
});
