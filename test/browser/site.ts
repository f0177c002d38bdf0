import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { test as base, expect } from '@playwright/test';

import { serveFolder } from '../support/static-server.ts';

const DIST = join(import.meta.dirname, '../../dist');

interface SiteForTest {
  /** What the page complained about so far: console errors, uncaught errors, failed or foreign requests. */
  readonly complaints: string[];
}

interface SiteForWorker {
  /** Where the built site is served, below a path as on a project site of a static host. */
  readonly siteUrl: string;
}

/** Playwright's `test` with the built site being served; a test fails when its page complains about anything. */
export const test = base.extend<SiteForTest, SiteForWorker>({
  siteUrl: [
    // Playwright reads the names of the fixtures wanted from this pattern, even when there are none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      if (!existsSync(join(DIST, 'index.html'))) throw new Error('dist/ is not built: npm run build');
      const server = await serveFolder(DIST, '/some/sub/path/');
      await use(server.url);
      await server.close();
    },
    { scope: 'worker' },
  ],
  complaints: [
    async ({ page, siteUrl }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
      page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
      page.on('request', (request) => {
        const own = ['data:', 'blob:', 'about:', 'file:', siteUrl].some((start) => request.url().startsWith(start));
        if (!own) complaints.push(`foreign request: ${request.url()}`);
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
