import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, test } from './site.ts';

/** Gigabits a second on the gauge. */
async function gauge(page: Page): Promise<number> {
  return Number(await page.getByRole('meter', { name: 'Throughput' }).getAttribute('aria-valuenow'));
}

const strategy = (page: Page, name: string) => page.getByRole('radio', { name: new RegExp(`^Samecore, ${name}`) });

test.describe('the page', () => {
  test('loads below a sub-path with every panel, its gauge moves, and nothing is cut or scrolls', async ({
    page,
    siteUrl,
  }) => {
    await page.goto(siteUrl);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('viommu-lab');
    await expect.poll(() => gauge(page), { timeout: 15_000 }).toBeGreaterThan(0.5);
    await expect(page.getByRole('meter', { name: 'Throughput' })).toHaveAttribute('aria-valuemax', '10');
    await expect(page.getByRole('region', { name: 'Throughput' })).toContainText('The guest core is the limit.');
    const names = ['Page tables', 'IOTLB', 'Teardown queue', 'Throughput', 'Protection and memory', 'Log'];
    for (const name of names) await expect(page.getByRole('region', { name, exact: true })).toBeVisible();
    const overflow = await page.evaluate(() => [
      document.documentElement.scrollWidth - innerWidth,
      document.documentElement.scrollHeight - innerHeight,
    ]);
    expect(overflow).toEqual([0, 0]);
  });
});

test.describe('the strategies', () => {
  test('change throughput while the machine runs', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await page.getByRole('slider', { name: 'Speed' }).press('End');
    await expect(strategy(page, 'strict')).toBeChecked();
    await expect(strategy(page, 'strict')).toHaveAccessibleName(/(9|10)(\.\d)? percent of the line rate measured/);
    expect(await gauge(page)).toBeLessThan(1.5);
    await strategy(page, 'optimistic').check({ force: true });
    await expect.poll(() => gauge(page), { timeout: 20_000 }).toBeGreaterThan(7.5);
    await expect(page.getByText(/of maps took a mapping back/)).toBeVisible();
    await expect(strategy(page, 'strict')).toHaveAccessibleName(/(9|10)(\.\d)? percent of the line rate measured/);
  });

  test('can be chosen by keyboard, except the one that cannot run, which says why', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await expect(strategy(page, 'async')).toBeDisabled();
    await expect(strategy(page, 'async')).toHaveAccessibleDescription(/queue/);
    await strategy(page, 'strict').focus();
    await page.keyboard.press('ArrowRight');
    await expect(strategy(page, 'deferred')).toBeChecked();
    await expect(page.getByRole('region', { name: 'Teardown queue' })).toContainText('flush queue');
  });

  test('let a rogue device through, or not', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    const protection = page.getByRole('region', { name: 'Protection and memory' });
    await expect.poll(() => gauge(page), { timeout: 15_000 }).toBeGreaterThan(0.5);
    await page.getByRole('button', { name: 'never mapped' }).click();
    await expect(protection).toContainText('Blocked.');
    await expect(protection).toContainText('FRCD: F 1');
    await strategy(page, 'optimistic').check({ force: true });
    await expect(protection).toContainText(/[1-9]\d* unmapped pages are still reachable/);
    await page.getByRole('button', { name: 'just unmapped' }).click();
    await expect(protection).toContainText('Leaked.');
  });
});

test.describe('running', () => {
  test('pauses, steps and goes on by keyboard', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await expect.poll(() => gauge(page), { timeout: 15_000 }).toBeGreaterThan(0.5);
    await page.getByRole('button', { name: 'Pause' }).focus();
    await page.keyboard.press('Enter');
    const log = page.getByRole('region', { name: 'Log' });
    await expect(page.getByRole('button', { name: 'Run' })).toBeFocused();
    const events = async () => Number(/([\d,]+) events/.exec(await log.innerText())![1]!.replaceAll(',', ''));
    await expect.poll(async () => (await events()) > 0).toBe(true);
    await page.waitForTimeout(500);
    const before = await events();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeFocused();
    await page.keyboard.press('Space');
    await expect.poll(events).toBe(before + 1);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    await expect.poll(events).toBeGreaterThan(before + 100);
  });

  test('can be as slow as one event a second', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    const speed = page.getByRole('slider', { name: 'Speed' });
    await speed.press('Home');
    await expect(speed).toHaveAttribute('aria-valuetext', '1 event a second');
    await expect(page.getByText('1 event/s')).toBeVisible();
  });
});

test.describe('recordings', () => {
  test('that come with the page are replayed', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await page.getByRole('combobox', { name: 'Workload' }).selectOption({ label: 'Network send, strict' });
    await expect(page.getByText(/Replaying Network send, strict: [1-9]\d* of/)).toBeVisible({ timeout: 20_000 });
  });

  test('that are damaged are refused in place, and the machine goes on', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await page.locator('input[type=file]').setInputFiles({
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('not a recording\n'),
    });
    await expect(page.getByRole('alert')).toContainText('notes.txt was not loaded.');
    await expect.poll(() => gauge(page), { timeout: 15_000 }).toBeGreaterThan(0.5);
    await page.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
});

test('a recording that is dropped on the page is replayed', async ({ page, siteUrl }) => {
  await page.goto(siteUrl);
  const text = await (await page.request.get(`${siteUrl}traces/strict-cm-nvme-life.txt`)).text();
  const transfer = await page.evaluateHandle((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], 'mine.txt', { type: 'text/plain' }));
    return data;
  }, text);
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await expect(page.getByText('Drop a recording to replay it')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(page.getByText(/Replaying mine.txt/)).toBeVisible({ timeout: 20_000 });
});

test.describe('everyone', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`can read the ${colorScheme} page: axe finds nothing serious${colorScheme === 'dark' ? ' @long' : ''}`, async ({
      page,
      siteUrl,
    }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(siteUrl);
      await strategy(page, 'optimistic').check({ force: true });
      await expect.poll(() => gauge(page), { timeout: 15_000 }).toBeGreaterThan(0.5);
      await page.getByRole('button', { name: 'just unmapped' }).click();
      await page.getByRole('button', { name: 'Pause' }).click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    });
  }

  test('can choose an entry of a table by keyboard and hear what it is', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    const tables = page.getByRole('region', { name: 'Page tables' });
    const cells = tables.getByRole('listbox', { name: 'Leaf tables of the guest' });
    await cells.focus();
    await page.keyboard.press('ArrowRight');
    await expect(tables.getByRole('button', { name: 'follow the latest' })).toBeVisible();
    await expect(cells.getByRole('option')).toHaveText(/^0x[0-9a-f]+: /);
    await page.keyboard.press('Escape');
    await expect(tables.getByText('the latest change')).toBeVisible();
  });

  test('may ask for calm: with reduced motion the figures still change, and nothing is animated', async ({
    page,
    siteUrl,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(siteUrl);
    await expect.poll(() => gauge(page), { timeout: 15_000 }).toBeGreaterThan(0.5);
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });
});

test('a page whose worker cannot start says so and offers a restart', async ({
  page,
  siteUrl,
  withhold,
  complaints,
}) => {
  await page.addInitScript(() => {
    const Allowed = Worker;
    let isFirst = true;
    Object.defineProperty(globalThis, 'Worker', {
      value: function Refused(...args: ConstructorParameters<typeof Worker>) {
        if (!isFirst) return new Allowed(...args);
        isFirst = false;
        throw new Error('workers are forbidden here');
      },
    });
  });
  await page.goto(siteUrl);
  await expect(page.getByRole('alert')).toContainText('The emulator stopped.');
  await expect(page.getByRole('alert')).toContainText('workers are forbidden here');
  // A worker that starts, and whose emulator cannot be had.
  withhold(/\/emulator-[^/]*\.js$/);
  await page.getByRole('button', { name: 'Restart the emulator' }).click();
  await expect(page.getByRole('alert')).toContainText('the emulator could not be loaded');
  complaints.length = 0;
  withhold(undefined);
  await page.getByRole('button', { name: 'Restart the emulator' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect.poll(() => gauge(page), { timeout: 15_000 }).toBeGreaterThan(0.5);
  expect(complaints).toEqual([]);
});
