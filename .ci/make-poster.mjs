// Makes public/poster.png, the picture that stands for the page in links and before an embed is loaded, from the built page:
// npm run build && node .ci/make-poster.mjs
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from '@playwright/test';
import { preview } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const executablePath = execFileSync('sh', [join(root, 'test/browser/ensure-chromium.sh')], { encoding: 'utf8' }).trim();
const server = await preview({ root, preview: { port: 0, host: '127.0.0.1' }, logLevel: 'warn' });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
  // A still picture: it stands by itself once the machine has settled.
  await page.goto(
    `${server.resolvedUrls.local[0]}?embed&theme=light&panels=matrix,throughput,teardown-queue#v=1&setting=sidecore&strategy=optimistic`,
  );
  await page.waitForFunction(() => Number(document.querySelector('[role="meter"]')?.getAttribute('aria-valuenow')) > 9);
  await page.addStyleTag({ content: '.transport, .embed-full { visibility: hidden }' });
  await page.screenshot({ path: join(root, 'public/poster.png'), animations: 'disabled' });
} finally {
  await browser.close();
  await server.close();
}
