import { join } from 'node:path';

import { defineConfig } from '@playwright/test';

import everyTime from './playwright.config.ts';

const results = process.env['VIOMMU_RESULTS'];
const { grepInvert: long, ...config } = everyTime;

/** The browser tests that take long, for `npm run test:deep`: whole stories and tours, and axe over everything. */
export default defineConfig({
  ...config,
  grep: long!,
  timeout: 240_000,
  reporter:
    results === undefined
      ? 'list'
      : [['list'], ['json', { outputFile: join(import.meta.dirname, '../..', results, 'browser-long.json') }]],
});
