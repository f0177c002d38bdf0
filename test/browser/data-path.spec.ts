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
    await page.getByRole('radio', { name: /^Bare metal, strict/ }).check({ force: true });
    await expect(stations).toHaveCount(4);
  });

  test('moves real events that lead into the log', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    const dot = page.locator('.path-dot[title]').first();
    await expect(dot).toHaveAttribute('title', /^\d+: /);
    await page.getByRole('button', { name: 'Pause' }).click();
    const title = await dot.getAttribute('title');
    await dot.dispatchEvent('click');
    const [number, words] = title!.split(': ', 2);
    const log = page.getByRole('region', { name: 'Log' });
    await expect(log.getByRole('listitem').and(page.locator('[aria-current="true"]'))).toContainText(words!);
    await expect(log).toContainText(Number(number).toLocaleString('en'));
  });

  test('stands still for those who asked for calm', async ({ page, siteUrl }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(siteUrl);
    await expect(page.getByRole('region', { name: 'Data path' })).toContainText(/[1-9]\d* exits so far/);
    expect(await page.locator('.path-dot[title]').count()).toBe(0);
  });
});
