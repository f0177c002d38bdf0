import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { loadTrace, loadTraceText, readTrace } from './trace-files.ts';

interface ManifestRow {
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly lines: number;
  readonly bytes: number;
  readonly textBytes: number;
  readonly strategy: string;
  readonly cachingMode: boolean;
}

const FOLDER = join(import.meta.dirname, '../../public/traces');
const rows = JSON.parse(readFileSync(join(FOLDER, 'manifest.json'), 'utf8')) as ManifestRow[];

test('the manifest lists the recordings that the page offers, and nothing else', () => {
  const files = readdirSync(FOLDER).filter((name) => name !== 'manifest.json');
  expect(rows.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
});

test('the recordings that the page offers are a megabyte at most', () => {
  expect(rows.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(1_000_000);
});

test.each(rows)('$file is as its row in the manifest says', (row) => {
  const { summary, report } = readTrace(row.file);
  expect(row).toMatchObject({
    lines: report.lines,
    bytes: loadTrace(row.file).length,
    textBytes: loadTraceText(row.file).length,
    strategy: summary.recordedStrategy,
    cachingMode: summary.recordedCachingMode,
  });
  expect(row.title.length).toBeGreaterThan(0);
  expect(row.description).toMatch(/\.$/);
});
