import { join } from 'node:path';

import { test, expect } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';

import { createInProcessSession } from '../../src/session/in-process-session.ts';
import { checkSessionContract, type ContractReport } from '../support/session-contract.ts';
import { threadPacemaker } from '../support/thread-pacemaker.ts';

declare global {
  interface Window {
    contract?: Promise<ContractReport>;
  }
}

test.describe('a session in a worker', () => {
  let server: ViteDevServer;

  test.beforeAll(async () => {
    server = await createServer({
      root: join(import.meta.dirname, '../..'),
      logLevel: 'error',
      server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
      optimizeDeps: { noDiscovery: true, include: ['fflate'] },
    });
    await server.listen();
  });

  test.afterAll(() => server.close());

  test('keeps the contract of sessions and runs exactly like one on this thread @long', async ({ page }) => {
    test.setTimeout(180_000);
    const url = server.resolvedUrls?.local[0];
    await page.goto(`${url}test/browser/session-contract.html`);
    const inWorker = await page.evaluate(async () => window.contract);
    expect(inWorker?.results.filter(({ failure }) => failure !== '')).toEqual([]);
    const onThread = await checkSessionContract(() => createInProcessSession(threadPacemaker()));
    expect(inWorker?.hashes).toEqual(onThread.hashes);
  });
});
