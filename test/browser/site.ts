import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { test as base, expect } from '@playwright/test';

import { serveFolder, type StaticServer } from '../support/static-server.ts';

const DIST = join(import.meta.dirname, '../../dist');

interface SiteForTest {
  /** What the page complained about so far: console errors, uncaught errors, failed or foreign requests. */
  readonly complaints: string[];
  /** Makes the host answer as if files whose path matches were not there, for the rest of the test or until called with `undefined`. */
  readonly withhold: StaticServer['withhold'];
}

interface SiteForWorker {
  /** The built site, below a path as on a project site of a static host. */
  readonly host: StaticServer;
  /** Where it is served. */
  readonly siteUrl: string;
}

/** Playwright's `test` with the built site being served; a test fails when its page complains about anything. */
export const test = base.extend<SiteForTest, SiteForWorker>({
  host: [
    // Playwright reads the names of the fixtures wanted from this pattern, even when there are none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      if (!existsSync(join(DIST, 'index.html'))) throw new Error('dist/ is not built: npm run build');
      const server = await serveFolder(DIST, '/some/sub/path/');
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  siteUrl: [({ host }, use) => use(host.url), { scope: 'worker' }],
  withhold: async ({ host }, use) => {
    await use((path) => host.withhold(path));
    host.withhold(undefined);
  },
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
