import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { expect, test as base, type Page } from '@playwright/test';

const FILE = join(import.meta.dirname, '../../dist-single/index.html');

/** A page opened from the disk; the test fails when it complains about anything or asks for anything but itself. */
const test = base.extend<{ fromDisk: Page }>({
  fromDisk: async ({ page }, use) => {
    if (!existsSync(FILE)) throw new Error('dist-single/ is not built: npm run build:single');
    const complaints: string[] = [];
    const url = pathToFileURL(FILE).href;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.on('request', (request) => {
      const isOwn = request.url() === url || request.url().startsWith('blob:') || request.url().startsWith('data:');
      if (!isOwn) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    await use(page);
    expect(complaints).toEqual([]);
  },
});

test('the page as one file runs from a disk: its worker starts and time passes', async ({ fromDisk: page }) => {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('viommu-lab');
  const shown = () => page.locator('main, body').first().innerText();
  const before = await shown();
  await expect.poll(shown, { timeout: 20_000 }).not.toBe(before);
  expect(page.workers()).toHaveLength(1);
});

test('the page as one file brings recordings along and replays them', async ({ fromDisk: page }) => {
  const workload = page.getByRole('combobox', { name: 'Workload' });
  const offered = workload.locator('optgroup[label="Recorded on Linux"] option');
  await expect(offered.first()).toBeAttached();
  const titles = await offered.allTextContents();
  expect(titles.length).toBeGreaterThanOrEqual(3);
  for (const title of titles) {
    await workload.selectOption({ label: title });
    await expect(workload.locator('option:checked')).toHaveText(title);
  }
});

// Breaks the policy on purpose, so the page may complain.
base('a strict policy governs the page as one file', async ({ page }) => {
  await page.goto(pathToFileURL(FILE).href);
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  // What was not built into the file is not run.
  const injected = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    const refused = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
        once: true,
      });
    });
    document.body.append(script);
    return refused;
  });
  expect(injected).toBe('script-src-elem');
});

test('the page as one file is small enough to mail', () => {
  const html = readFileSync(FILE);
  const recordings = /<script type="application\/json" id="bundled-recordings">([\s\S]*?)<\/script>/.exec(
    html.toString(),
  );
  expect(gzipSync(html, { level: 9 }).length).toBeLessThanOrEqual(400 * 1024);
  expect(gzipSync(recordings?.[1] ?? '', { level: 9 }).length).toBeLessThanOrEqual(120 * 1024);
});
