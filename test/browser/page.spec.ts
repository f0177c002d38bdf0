import { expect, test } from './site.ts';

test('the page loads below a sub-path, complains about nothing and names itself', async ({ page, siteUrl }) => {
  await page.goto(siteUrl);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('viommu-lab');
});
