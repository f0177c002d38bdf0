import { readFile } from 'node:fs/promises';

import { AxeBuilder } from '@axe-core/playwright';

import { expect, test } from './site.ts';

test.describe('by keyboard', () => {
  test('one can run, pause and make a panel fill the page', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    await page.keyboard.press('Space');
    await expect(page.getByRole('button', { name: 'Run' })).toBeVisible();
    await page.keyboard.press('3');
    await expect(page.getByRole('region', { name: 'Page tables' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Log' })).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('region', { name: 'Log' })).toBeVisible();
  });

  test('everything is found by name, and the sheet is fit for all @long', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet.getByRole('button', { name: /Run or pause/ })).toContainText('Space');
    // Every button of the bar, by its own name; the sheet's own button is how one came here.
    const names = await page
      .locator('.bar button:not(dialog *, [popover] *)')
      .evaluateAll((buttons) =>
        buttons.map((button) => (button.getAttribute('aria-label') ?? button.textContent ?? '').toLowerCase()),
      );
    const actions = (await sheet.getByRole('list').innerText()).toLowerCase();
    expect(names.length).toBeGreaterThan(6);
    const known = names
      .filter((name) => name !== 'keyboard shortcuts')
      .map((name) => name.replace(/( at)?:.*| \(.*/, ''));
    expect(known.filter((name) => !actions.includes(name))).toEqual([]);
    const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await sheet.getByRole('searchbox', { name: 'Find an action' }).fill('sidecore, opt');
    await page.keyboard.press('Enter');
    await expect(sheet).toBeHidden();
    await expect(page.getByRole('radio', { name: /^Sidecore, optimistic/ })).toBeChecked();
    for (const name of ['Share', 'Settings']) {
      await page.keyboard.press('Control+k');
      await sheet.getByRole('searchbox', { name: 'Find an action' }).fill(name);
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name, exact: true });
      await dialog.getByRole('button', { name: 'Close' }).click();
      await expect(dialog).toBeHidden();
    }
  });
});

test('a panel is saved as SVG and PNG, with a caption', async ({ page, siteUrl }) => {
  await page.goto(siteUrl);
  await page.getByRole('button', { name: 'Maximize Throughput' }).click();
  for (const [name, start] of [
    ['SVG', '<svg'],
    ['PNG', '\u{89}PNG'],
  ] as const) {
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: `Save as ${name}` }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^viommu-lab-throughput-samecore-strict\.(svg|png)$/);
    const content = await readFile(await download.path(), 'latin1');
    expect(content.slice(0, start.length)).toBe(start);
    if (name === 'SVG') expect(content).toContain('Samecore, strict, Transmit stream');
  }
});

test('time goes back by a step and by the slider, which says how far it reaches', async ({ page, siteUrl }) => {
  await page.goto(siteUrl);
  const time = page.getByRole('slider', { name: 'Time' });
  await expect(time).toHaveAttribute('aria-valuetext', /kept: .* to [1-9]/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.waitForTimeout(500);
  const now = async (): Promise<number> => Number(await time.inputValue());
  const there = await now();
  await page.getByRole('combobox', { name: 'A step is' }).selectOption('frame');
  await page.getByRole('button', { name: 'Step back' }).click();
  await expect.poll(now).toBeLessThan(there);
  await time.press('Home');
  await expect.poll(now).toBeLessThan(there / 2);
});
