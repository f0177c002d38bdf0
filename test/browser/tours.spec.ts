import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { TOURS } from '../../src/narration/tour-list.ts';
import { expect, test } from './site.ts';

const card = (page: Page) => page.locator('.tour-card');

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include('.tour-card').analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Opens a tour by keyboard alone. */
async function take(page: Page, title: string): Promise<void> {
  const list = page.getByRole('dialog', { name: 'Tours' });
  // A page that has just been opened may not listen yet.
  await expect(async () => {
    await page.keyboard.press('t');
    await expect(list).toBeVisible({ timeout: 1000 });
  }).toPass();
  await list.getByRole('button', { name: title }).focus();
  await page.keyboard.press('Enter');
  await expect(card(page)).toBeFocused();
}

// Every tour on the real machine is test/ui/tours.test.ts; here one as a viewer meets it.
test.describe('a whole tour by keyboard', () => {
  for (const { title, steps } of TOURS.filter(({ name }) => name === 'why-pin-memory')) {
    test(`${title} @long`, async ({ page, siteUrl }) => {
      test.setTimeout(180_000);
      await page.goto(siteUrl);
      await take(page, title);
      for (let step = 1; step <= steps; step++) {
        await expect(card(page)).toContainText(`${title} · ${step} of ${steps}`);
        if ((await card(page).getAttribute('data-phase')) === 'asking') await page.keyboard.press('1');
        await expect(card(page)).toHaveAttribute('data-phase', 'reached', { timeout: 60_000 });
        await expect(card(page).locator('.tour-words')).not.toContainText('…');
        // What the step talks about is marked, and the card does not lie on it.
        const pointed = page.locator('[data-pointed]');
        await expect(pointed).toHaveCount(1);
        const [region, own] = [(await pointed.boundingBox())!, (await card(page).boundingBox())!];
        expect(own.x + own.width <= region.x + 1 || own.x >= region.x + region.width - 1).toBe(true);
        if (step === 2) expect(await axe(page)).toEqual([]);
        await page.keyboard.press('ArrowRight');
      }
      await expect(card(page)).toHaveCount(0);
      await expect(page.locator('[data-pointed]')).toHaveCount(0);
      await expect(page.getByRole('button', { name: 'Tours' })).toBeFocused();
      await expect(page.getByRole('radio', { name: /^Samecore, strict/ })).toBeChecked();
    });
  }
});

test.describe('a tour', () => {
  test('asks before it shows, says whether one was right, and goes back', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await take(page, 'Why strict is slow');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(card(page).getByRole('group', { name: /Which part costs most/ })).toBeVisible();
    await expect(card(page).locator('.tour-result')).toHaveCount(0);
    await page.keyboard.press('3');
    await expect(card(page)).toContainText('Not as you said.', { timeout: 30_000 });
    await expect(card(page).getByRole('button', { name: /Finding and freeing addresses \(measured\)/ })).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    await expect(card(page)).toContainText('2 of 5');
    await page.keyboard.press('Escape');
    await expect(card(page)).toHaveCount(0);
  });

  test('points at a structure, and opens the source of a figure @long', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await take(page, 'What an IOMMU walk is');
    await page.keyboard.press('ArrowRight');
    await card(page).getByRole('button', { name: 'Back' }).click();
    await card(page).getByRole('button', { name: 'page tables' }).hover();
    await expect(page.getByRole('region', { name: 'Page tables', exact: true })).toHaveAttribute('data-pointed', '2');
    await card(page)
      .getByRole('button', { name: /VT-d specification, section 3.7/ })
      .click();
    await expect(card(page)).toContainText('nine bits of the address each');
  });

  test('passes axe, and is legible on a phone without a scroll bar across @long', async ({ page, siteUrl }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(siteUrl);
    await take(page, 'Optimistic teardown');
    await expect(card(page)).toHaveAttribute('data-phase', 'reached', { timeout: 30_000 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    expect(await axe(page)).toEqual([]);
  });
});
