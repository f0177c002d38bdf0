import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { localImports } from './.ci/local-imports.ts';
import { chunking } from './.ci/chunks.ts';
import { embedPage } from './.ci/embed-page.ts';
import { workerAddresses } from './.ci/worker-addresses.ts';
import { SINGLE_FILE_FOLDER, singleFile } from './.ci/single-file.ts';

/**
 * One file, four uses: the site (`vite build`), the site as one HTML file (`vite build --mode single`), the command line
 * (`vite build --ssr src/cli.ts`) and the tests (`vitest run`, or `vitest run --mode deep` for the long runs).
 */
export default defineConfig(({ mode, isSsrBuild }) => {
  const isSingle = mode === 'single';
  const deep = mode === 'deep' || process.env['VIOMMU_DEEP'] === '1';
  const results = process.env['VIOMMU_RESULTS'];
  return {
    // Relative, so that the site runs below any path of any static host.
    base: './',
    plugins: [
      ...(process.env['VITEST'] === undefined ? [] : [localImports()]),
      react(),
      ...(isSingle ? singleFile() : isSsrBuild ? [] : [workerAddresses(), embedPage(process.env['VIOMMU_SITE_URL'])]),
    ],
    // A classic worker: a module worker made from a blob fails on file://.
    worker: { format: 'iife' },
    build: isSsrBuild ? commandLineBuild : isSingle ? singleFileBuild : siteBuild,
    ssr: { noExternal: isSsrBuild ? true : [] },
    test: {
      environment: 'node',
      setupFiles: ['test/support/property-seed.ts'],
      include: deep ? ['test/**/*.deep.test.ts'] : ['test/**/*.test.{ts,tsx}'],
      exclude: ['test/browser/**', ...(deep ? [] : ['**/*.deep.test.ts'])],
      env: deep ? { VIOMMU_DEEP: '1' } : {},
      passWithNoTests: deep,
      // As many as there are cores; the long runs, some of which keep to a budget of time, one after the other.
      maxWorkers: deep ? 1 : '100%',
      // No module of the core keeps state, so test files may share what is loaded; the long runs keep to themselves.
      isolate: deep,
      testTimeout: deep ? 20 * 60_000 : 20_000,
      reporters: results === undefined ? ['default'] : ['default', 'json'],
      ...(results === undefined ? {} : { outputFile: { json: `${results}/${deep ? 'deep' : 'unit'}.json` } }),
    },
  };
});

const siteBuild = {
  target: 'es2022',
  sourcemap: true,
  modulePreload: { polyfill: false },
  rolldownOptions: { output: { codeSplitting: { groups: [{ name: chunking() }] } } },
};

const singleFileBuild = {
  target: 'es2022',
  outDir: SINGLE_FILE_FOLDER,
  copyPublicDir: false,
  modulePreload: { polyfill: false },
};

/** Everything in one file, so that the command runs without node_modules. */
const commandLineBuild = {
  target: 'node20',
  outDir: 'dist-cli',
  copyPublicDir: false,
  rolldownOptions: {
    output: { entryFileNames: 'cli.js', codeSplitting: false, banner: '#!/usr/bin/env node' },
  },
};
