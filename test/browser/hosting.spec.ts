import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

import { STRICT_POLICY } from '../support/strict-policy.ts';
import { shippedJavaScript } from '../../.ci/shipped-javascript.mjs';
import { serveFolder } from '../support/static-server.ts';
import { expect, test } from './site.ts';

const DIST = join(import.meta.dirname, '../../dist');

test('the site runs below a sub-path under a strict policy, embedded too, and asks for nothing but its own files', async ({
  page,
  complaints,
}) => {
  const host = await serveFolder(DIST, '/another/sub/path/', { 'content-security-policy': STRICT_POLICY });
  const gauge = page.getByRole('meter', { name: 'Throughput' });
  const rate = async (): Promise<number> => Number(await gauge.getAttribute('aria-valuenow'));
  await page.goto(`${host.url}?embed&autoplay&theme=dark&panels=throughput`);
  await expect.poll(rate, { timeout: 20_000 }).toBeGreaterThan(0.5);
  expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe('rgb(13, 17, 22)');
  await page.goto(`${host.url}embed.html`);
  await page.getByRole('button', { name: 'Load “Optimistic teardown on a sidecore”' }).click();
  const embed = page.frameLocator('iframe');
  await expect(embed.locator('.machine-status')).toContainText('Sidecore, optimistic');
  await expect
    .poll(async () => Number(await embed.getByRole('meter').getAttribute('aria-valuenow')))
    .toBeGreaterThan(5);
  await page.locator('summary', { hasText: 'Slidev' }).first().click();
  await expect(page.locator('pre', { hasText: 'layout: iframe' }).first()).toContainText(
    `url: '${host.url}?embed&panels`,
  );
  await page.goto(host.url);
  await expect.poll(rate, { timeout: 20_000 }).toBeGreaterThan(0.5);
  await host.close();
  // This host is the test's own; nothing else may have been asked for, and the policy may not have been broken.
  expect(complaints.filter((complaint) => !complaint.startsWith(`foreign request: ${host.url}`))).toEqual([]);
  complaints.length = 0;
});

test('what page and emulator load before the first picture stays within 200 KiB of JavaScript', () => {
  expect(shippedJavaScript(DIST).firstJavaScriptGzip).toBeLessThanOrEqual(200 * 1024);
});

test('names of scripts and styles change with their content, and addresses are relative', () => {
  for (const file of readdirSync(join(DIST, 'assets'))) expect(file).toMatch(/-[\w-]{8}\.(?:js|css)(?:\.map)?$/);
  for (const name of ['index.html', 'embed.html']) {
    const html = readFileSync(join(DIST, name), 'utf8');
    const references = Array.from(html.matchAll(/\s(?:src|href)="([^"]*)"/g), ([, address]) => address!);
    expect(references.length).toBeGreaterThan(1);
    for (const address of references) expect(address).not.toMatch(/^(?:\/|https?:)/);
  }
});

test('a printed embed is a picture of a machine that has settled @long', async ({ page, siteUrl }) => {
  await page.goto(`${siteUrl}?embed&panels=matrix,throughput#v=1&setting=sidecore&strategy=optimistic`);
  await expect
    .poll(async () => Number(await page.getByRole('meter').getAttribute('aria-valuenow')), { timeout: 20_000 })
    .toBeGreaterThan(9);
  const pdf = await page.pdf({ width: '960px', height: '540px', printBackground: true });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  const drawing = drawingOf(pdf);
  // Words of the matrix and the figures; shapes of the gauge and the bars.
  expect(drawing.match(/\bT[jJ]\b/g)?.length ?? 0).toBeGreaterThan(30);
  expect(drawing.match(/^f\*?$/gm)?.length ?? 0).toBeGreaterThan(10);
});

/** What a PDF draws, in the language of PDF. */
function drawingOf(pdf: Buffer): string {
  const text = pdf.toString('latin1');
  return Array.from(text.matchAll(/FlateDecode[^]*?stream\r?\n([^]*?)\r?\nendstream/g), ([, stream]) => {
    try {
      return inflateSync(Buffer.from(stream!, 'latin1')).toString('latin1');
    } catch {
      return '';
    }
  }).join('\n');
}
