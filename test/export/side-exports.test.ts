import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../src/base/csv.ts';
import { assessmentHtml, assessmentJson, assessmentRows, type AssessmentFile } from '../../src/export/assessment.ts';
import { matrixRows, rowsCsv, rowsJson } from '../../src/export/matrix-figures.ts';
import type { ReplayReport } from '../../src/protocol/assessment.ts';

const measured = (percent: number) =>
  ({
    kind: 'measured',
    percent,
    exitsPerFrame: 6,
    peakStalePages: 0,
    pinnedPages: 8,
    span: { warmUp: 12, window: 20 },
  }) as const;
const CELLS = {
  'sidecore/passthrough': measured(100),
  'samecore/strict': measured(9.6),
  'samecore/async': { kind: 'refused', reason: 'needs the invalidation queue, not registers' },
} as const;
const PAPERS = { linkGbps: 10, workload: 'transmit' };

describe('the matrix as a file', () => {
  test('has a line for each cell in the order of the matrix, refused ones with the reason', () => {
    const { lines, isCut } = parseCsv(rowsCsv(matrixRows(CELLS, PAPERS)));
    const [names, ...rows] = lines;
    expect(isCut).toBe(false);
    const table = rows.map((row) => Object.fromEntries(row.map((field, i) => [names![i], field])));
    expect(table).toMatchObject([
      { setting: 'samecore', strategy: 'strict', percentOfLineRate: '9.6', paperPercent: '10', peakStalePages: '0' },
      { setting: 'samecore', strategy: 'async', percentOfLineRate: '', refused: CELLS['samecore/async'].reason },
      { setting: 'sidecore', strategy: 'passthrough', peakStalePages: '', windowMilliseconds: '20' },
    ]);
  });

  test('names the paper only where its figures mean something', () => {
    const rows = JSON.parse(rowsJson(matrixRows(CELLS, { ...PAPERS, linkGbps: 40 }))) as Record<string, unknown>[];
    expect(rows.map(({ paperPercent }) => paperPercent)).toEqual([null, null, null]);
  });
});

const REPORT = {
  invalidations: { page: 1, domain: 2, global: 3 },
  vmExits: 4,
  faults: 5,
  reusedPages: 6,
  peakStalePages: 7,
  stalePageMilliseconds: 8.5,
  pinnedPagesPeak: 9,
  sidecoreBusy: 0.25,
} as ReplayReport;
const FILE: AssessmentFile = {
  recording: '<img src=x onerror=alert(1)>.txt',
  cells: [
    {
      kind: 'assessed',
      setting: 'sidecore',
      strategy: 'strict',
      report: REPORT,
      cyclesPerPair: 1234,
      coreShare: 0.5,
      late: 1,
      longestDelay: 2,
    },
    { kind: 'refused', setting: 'direct', strategy: 'strict', reason: 'there & is "none"' },
  ],
  reuse: { pageMaps: 3, cold: 1, alias: 0, reuse: 2, skipped: 0, distances: Float64Array.of(0, 1, 1, 0) },
  recommendations: ['Sidecore: strict. <b>'],
  rules: ['one'],
};

describe('an assessment as a file', () => {
  test('has every figure of every cell', () => {
    expect(assessmentRows(FILE.cells)).toMatchObject([
      { strategy: 'strict', pageInvalidations: 1, stalePageMilliseconds: 8.5, sidecoreBusy: 0.25, refused: null },
      { setting: 'direct', cyclesPerPair: null, refused: 'there & is "none"' },
    ]);
    const { lines } = parseCsv(rowsCsv(assessmentRows(FILE.cells)));
    expect(lines.length).toBe(3);
  });

  test('carries as JSON what the command prints, and the histogram', () => {
    expect(JSON.parse(assessmentJson(FILE))).toMatchObject({
      cells: [{ report: REPORT }, { kind: 'refused' }],
      reuse: { distances: [0, 1, 1, 0] },
    });
  });

  test('is as HTML one page without links, scripts or markup from outside', () => {
    const html = assessmentHtml(FILE);
    expect(html).not.toMatch(/<(script|img|a|link|b)[\s>]/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;.txt');
    expect(html).toContain('there &amp; is &quot;none&quot;');
    expect(html).toMatch(/<td>1,234<\/td>/);
    expect(html).toMatch(/<td>2 to 3<\/td><td>1<\/td>/);
  });
});
