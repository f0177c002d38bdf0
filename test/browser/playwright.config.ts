import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { defineConfig } from '@playwright/test';

const here = import.meta.dirname;
const root = join(here, '../..');
const results = process.env['VIOMMU_RESULTS'];

// Playwright's own browsers are not used: the script knows where this machine's Chromium is.
const executablePath = execFileSync('sh', [join(here, 'ensure-chromium.sh')], { encoding: 'utf8' }).trim();

export default defineConfig({
  testDir: here,
  testMatch: '**/*.spec.ts',
  // What watches the page for long runs with the long fuzz: see long.config.ts.
  grepInvert: /@long/,
  outputDir: join(root, '.results/browser'),
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] !== undefined,
  // A machine that CI shares with others may starve a browser once; what needed a second try is named in the sum.
  retries: process.env['CI'] === undefined ? 0 : 1,
  reporter: results === undefined ? 'list' : [['list'], ['json', { outputFile: join(root, results, 'browser.json') }]],
  use: {
    viewport: { width: 1280, height: 720 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    },
  },
});
