import type { Page } from '@playwright/test';
import { expect, test } from './site.ts';

/** Chooses what stops a run. */
async function stopAt(page: Page, ...kinds: readonly RegExp[]): Promise<void> {
  await page.getByRole('button', { name: /^Stop at/ }).click();
  for (const kind of kinds) await page.getByRole('checkbox', { name: kind }).check();
  await page.keyboard.press('Escape');
}

const status = (page: Page) => page.getByRole('status').filter({ has: page.getByRole('button') });

test('a run stops at what was chosen and says so until the next run; the event is in the log', async ({
  page,
  siteUrl,
}) => {
  await page.goto(siteUrl);
  await expect(page.getByRole('slider', { name: 'Time' })).toHaveAttribute('aria-valuetext', /kept: /);
  await stopAt(page, /a fault/, /VM exit/);
  await expect(status(page)).toContainText(/Stopped at a VM exit, .* ms, event [\d,]+: VM exit: the guest touched/);
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  await status(page).getByRole('button', { name: 'Show in the log' }).click();
  const marked = page.locator('.log-rows [aria-current="true"]');
  await expect(marked).toContainText('VM exit: the guest touched register');
  const first = await marked.innerText();
  await page.getByRole('button', { name: 'Earlier event of this kind' }).click();
  await expect(marked).not.toHaveText(first);
  await expect(marked).toContainText('VM exit: the guest touched register');
  // At its moment it is the newest there is, and still in view.
  const second = await marked.innerText();
  await page.getByRole('button', { name: 'Go to the moment of this event' }).click();
  await expect(page.locator('.log-rows li').first()).toHaveText(second.replace(/\n/g, ''));
  await expect(marked).toBeInViewport();
});

test('the past says what a change would forget, and what it forgot; the beginning has nothing before it @long', async ({
  page,
  siteUrl,
}) => {
  await page.goto(siteUrl);
  const time = page.getByRole('slider', { name: 'Time' });
  await expect(time).toHaveAttribute('aria-valuetext', /kept: .* to [1-9]/);
  await time.press('Home');
  await expect(status(page)).toContainText('a change made here forgets what came after');
  const back = page.getByRole('button', { name: 'Step back' });
  await expect(back).toHaveAttribute('aria-disabled', 'true');
  await expect(back).toHaveAttribute('title', /beginning/);
  await page.keyboard.press('Shift+E');
  await page.getByRole('radio', { name: /^Samecore, optimistic/ }).check({ force: true });
  await expect(status(page)).toContainText(/The run forked at .* is forgotten/);
  await expect(time).toHaveAttribute('aria-valuetext', /1 change marked/);
  await expect(status(page).getByRole('button', { name: 'Undo' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('radio', { name: /^Samecore, optimistic/ })).not.toBeChecked();
  await expect(time).not.toHaveAttribute('aria-valuetext', /change marked/);
  await expect(status(page)).toContainText('a change made here forgets what came after');
});

test('a cell says what wrote it last, and one can go there and back @long', async ({ page, siteUrl }) => {
  await page.goto(siteUrl);
  const time = page.getByRole('slider', { name: 'Time' });
  await expect(time).toHaveAttribute('aria-valuetext', /kept: .* to [1-9]/);
  await page.getByRole('button', { name: 'Pause' }).click();
  const tables = page.getByRole('region', { name: 'Page tables' });
  const cells = tables.getByRole('listbox', { name: 'Leaf tables of the guest' });
  await cells.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('w');
  await expect(status(page)).toContainText(
    /Entry \d+ of level 1 at 0x[0-9a-f]+\. (Last written at .* event|Nothing ever)/,
  );
  // Of the latest change there is something to tell.
  await cells.press('Escape');
  await tables.getByRole('button', { name: 'Why is it so?' }).click();
  const home = await time.inputValue();
  await status(page).getByRole('button', { name: 'Go to that moment' }).click();
  await expect(status(page).getByRole('button', { name: 'Go to that moment' })).toHaveCount(0);
  await expect.poll(() => time.inputValue()).not.toBe(home);
  await status(page).getByRole('button', { name: 'Back to where I was' }).click();
  await expect.poll(() => time.inputValue()).toBe(home);
});

test('an address under the pointer is marked in every panel', async ({ page, siteUrl }) => {
  await page.goto(siteUrl);
  await expect(page.getByRole('slider', { name: 'Time' })).toHaveAttribute('aria-valuetext', /kept: .* to [1-9]/);
  await page.getByRole('button', { name: 'Pause' }).click();
  const rows = page.locator('.log-rows [data-page]');
  await page.getByRole('combobox', { name: 'Events shown' }).selectOption('kind:entry-written');
  await rows.first().hover();
  await expect(rows.first()).toHaveAttribute('data-pointed', '');
  await expect(page.locator('.leaf-pointed').first()).toBeVisible();
  await page.getByRole('heading', { level: 1 }).hover();
  await expect(page.locator('[data-pointed]')).toHaveCount(0);
});
