import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, test } from './site.ts';

const rate = async (page: Page): Promise<number> =>
  Number(await page.getByRole('meter', { name: 'Throughput' }).getAttribute('aria-valuenow'));

async function open(page: Page, siteUrl: string): Promise<void> {
  await page.goto(siteUrl);
  await expect.poll(() => rate(page), { timeout: 20_000 }).toBeGreaterThan(0.5);
}

/** Violations by rule and element. */
async function axe(page: Page, part = 'body'): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

const press = (page: Page, key: string): Promise<void> =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur()).then(() => page.keyboard.press(key));

test.describe('axe finds nothing', () => {
  test('in the page, tables, dialogs and the comparison @long', async ({ page, siteUrl }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: 'light' });
    await open(page, siteUrl);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await axe(page), 'page').toEqual([]);
    await press(page, 'T');
    await expect(page.getByRole('table').first()).toBeVisible();
    // One of the shorter tables stands for all: they are made by the same component.
    expect(await axe(page, '[data-panel="throughput"]'), 'tables').toEqual([]);
    await page.getByRole('button', { name: /^Settings/ }).click();
    expect(await axe(page, 'dialog[open]'), 'settings').toEqual([]);
    for (const name of ['Share', 'Keyboard shortcuts']) {
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name }).click();
      await expect(page.getByRole('dialog', { name })).toBeVisible();
      expect(await axe(page, 'dialog[open]'), name).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('button', { name: 'Start the comparison' }).waitFor();
    expect(await axe(page, '[data-large="true"]'), 'comparison').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'All figures' }).click();
    await page.getByRole('button', { name: 'Save as CSV' }).waitFor();
    expect(await axe(page, '[data-large="true"]'), 'all figures').toEqual([]);
  });

  test('in panels that fill the page, in the dark, and in a small window @long', async ({ page, siteUrl }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: 'dark' });
    await open(page, siteUrl);
    await page.getByRole('radio', { name: /^Sidecore, optimistic/ }).check({ force: true });
    await page.getByRole('button', { name: 'Pause' }).click();
    for (let key = 1; key <= 8; key++) {
      await press(page, String(key));
      await expect(page.getByRole('button', { name: /^Restore/ })).toBeVisible();
      expect(await axe(page, '[data-large="true"]'), `panel ${key}`).toEqual([]);
      await press(page, 'Escape');
    }
    await page.setViewportSize({ width: 480, height: 270 });
    expect(await axe(page), 'small').toEqual([]);
  });

  test('with forced colours and more contrast @long', async ({ page, siteUrl }) => {
    await page.emulateMedia({ forcedColors: 'active', contrast: 'more', reducedMotion: 'reduce' });
    await open(page, siteUrl);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await axe(page)).toEqual([]);
  });
});

test('pictures become tables with the same content, and addresses decimal, by key', async ({ page, siteUrl }) => {
  await open(page, siteUrl);
  await press(page, 'T');
  const iotlb = page.getByRole('region', { name: 'IOTLB' }).getByRole('table');
  await expect(iotlb).toHaveAccessibleName('Translations that the IOTLB holds');
  await expect(iotlb.getByRole('row').nth(1)).toContainText('0x');
  await press(page, 'd');
  await expect(iotlb.getByRole('row').nth(1)).not.toContainText('0x');
  await expect(page.getByRole('meter', { name: 'Throughput' })).toHaveAttribute('aria-valuemax', '10');
  await press(page, 'T');
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('caches that do not fit together are refused in place, others start a machine @long', async ({
  page,
  siteUrl,
}) => {
  await open(page, siteUrl);
  await page.getByRole('button', { name: /^Settings/ }).click();
  await page.getByLabel('IOTLB ways').fill('5');
  await expect(page.getByText(/iotlbWays is 5; it must divide 64/)).toBeVisible();
  await expect(page.getByRole('button', { name: /Start a machine with these/ })).toBeDisabled();
  await page.getByLabel('IOTLB ways').fill('8');
  await page.getByRole('button', { name: /Start a machine with these/ }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'IOTLB' })).toContainText('8-way', { timeout: 15_000 });
});

test('a page that is paused or hidden asks for no frame and does next to nothing', async ({ page, siteUrl }) => {
  await page.addInitScript(() => {
    const ask = requestAnimationFrame.bind(globalThis);
    let frames = 0;
    globalThis.requestAnimationFrame = (callback) => {
      frames += 1;
      document.documentElement.dataset['frames'] = String(frames);
      return ask(callback);
    };
  });
  await open(page, siteUrl);
  const frames = async (): Promise<number> => Number(await page.locator('html').getAttribute('data-frames'));
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpu = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ScriptDuration')!.value;
  };
  /** Whether in a quarter of a second nothing was asked for; the machine takes a moment to come to rest. */
  const rests = async (): Promise<boolean> => {
    const [before, spent] = [await frames(), await cpu()];
    await page.waitForTimeout(250);
    return (await frames()) === before && (await cpu()) - spent < 0.01;
  };
  expect(await rests()).toBe(false);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect.poll(rests, { timeout: 15_000 }).toBe(true);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(rests, { timeout: 15_000 }).toBe(false);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(rests, { timeout: 15_000 }).toBe(true);
});
