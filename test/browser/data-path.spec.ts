import { expect, test } from './site.ts';

test.describe('the data path', () => {
  test('has the stations of the setting, with what they do now', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    const stations = page.getByRole('region', { name: 'Data path' }).getByRole('listitem');
    await expect(stations).toHaveText([
      /^Guest core.*busy/,
      /^vIOMMU.*exits/,
      /^Hypervisor/,
      /^IOMMU/,
      /^NIC/,
      /^Link.*Gb/,
    ]);
    await page.getByRole('radio', { name: /^Sidecore, strict/ }).check({ force: true });
    await expect(stations.nth(2)).toHaveText(/^Sidecore.*busy/);
    await page.getByRole('radio', { name: /^Bare metal, strict/ }).click({ force: true });
    await expect(stations).toHaveCount(4);
  });

  test('moves real events that lead into the log', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    // The newest dot is the one that the Tab key reaches; the log keeps its event.
    const dot = page.locator('.path-dot[tabindex="0"]');
    await expect(dot).toHaveAttribute('title', /^\d+: /);
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByRole('button', { name: 'Run' })).toBeVisible();
    const title = await dot.evaluate((button: HTMLElement) => {
      button.click();
      return button.title;
    });
    const [number, words] = title.split(': ', 2);
    const log = page.getByRole('region', { name: 'Log' });
    await expect(log.getByRole('listitem').and(page.locator('[aria-current="true"]'))).toContainText(words!);
    await expect(log).toContainText(Number(number).toLocaleString('en'));
  });

  test('says so where the log no longer keeps the event of a dot, and leads to its moment', async ({
    page,
    siteUrl,
  }) => {
    await page.goto(siteUrl);
    const oldest = page.locator('.path-dot[title]').first();
    await oldest.evaluate((button: HTMLElement) => (button.dataset['event'] = '3'));
    const log = page.getByRole('region', { name: 'Log' });
    await expect(log).toContainText(/\d{2},\d{3} events/);
    await oldest.dispatchEvent('click');
    await expect(log).toContainText('Event 3 is no longer kept here.');
    await log.getByRole('button', { name: 'Go to its moment' }).click();
    await expect(log.getByRole('listitem').and(page.locator('[aria-current="true"]'))).toHaveCount(1);
  });

  test('stands still for those who asked for calm', async ({ page, siteUrl }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(siteUrl);
    await expect(page.getByRole('region', { name: 'Data path' })).toContainText(/[1-9]\d* exits so far/);
    expect(await page.locator('.path-dot[title]').count()).toBe(0);
  });
});
