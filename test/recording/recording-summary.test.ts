import { describe, expect, test } from 'vitest';

import { reuseStatistics } from '../../src/recording/reuse-statistics.ts';
import { readTrace, traceNames, utf8 } from './trace-files.ts';
import { readRecording } from '../../src/recording/recording.ts';

/**
 * Published with the recordings, and made by another program: maps, unmaps, IOVA pages, physical pages, peak of mapped
 * pages; cold, alias, reuse in percent; reuse distance p10, p50, p90, p99.
 */
const ORACLE = [
  ['strict-net-tx.txt.gz', [2584, 2323, 2912, 439, 297], [5.8, 16.2, 78.0], [3, 47, 225, 2267]],
  ['lazy-net-tx.txt.gz', [3702, 3444, 2917, 726, 541], [7.2, 11.7, 81.1], [3, 227, 763, 3425]],
  ['strict-cm-net-rr.txt.gz', [1944, 1685, 263, 144, 261], [0.5, 29.5, 70.0], [0, 1, 2, 106]],
  ['strict-cm-net-life.txt.gz', [525, 524, 477, 165, 279], [28.5, 38.9, 32.5], [1, 2, 29, 105]],
  ['strict-cm-nvme-life.txt', [220, 80, 70, 69, 60], [29.2, 0, 70.8], [1, 4, 13, 15]],
] as const;

describe.each(ORACLE)('%s', (name, [maps, unmaps, iovaPages, physicalPages, peak], shares, distances) => {
  test('has the published counts', () => {
    expect(readTrace(name).summary).toMatchObject({
      maps,
      unmaps,
      distinctIovaPages: iovaPages,
      distinctPhysicalPages: physicalPages,
      peakMappedPages: peak,
    });
  });

  test('has the published reuse', () => {
    const { pageMaps, cold, alias, reuse, distance, skipped } = reuseStatistics(readTrace(name).operations);
    expect([cold, alias, reuse].map((count) => Math.round((1000 * count) / pageMaps) / 10)).toEqual([...shares]);
    expect(distance).toEqual({ p10: distances[0], p50: distances[1], p90: distances[2], p99: distances[3] });
    expect(skipped).toBe(0);
  });
});

describe('the summary', () => {
  test('counts what the kernel submitted', () => {
    const invalidations = (name: string) => readTrace(name).summary.recordedInvalidations;
    expect(invalidations('strict-cm-boot.txt')).toEqual({ page: 0, domain: 7, global: 1, context: 8 });
    expect(invalidations('strict-net-tx.txt.gz')).toEqual({ page: 2322, domain: 0, global: 0, context: 0 });
    expect(invalidations('lazy-net-life.txt.gz')).toEqual({ page: 0, domain: 19, global: 0, context: 0 });
    expect(invalidations('strict-cm-net-life.txt.gz')).toEqual({ page: 1048, domain: 0, global: 0, context: 0 });
  });

  test.each(traceNames.filter((name) => name.includes('life')))('finds nothing mapped at the end of %s', (name) => {
    expect(readTrace(name).summary).toMatchObject({ mappedPagesAtEnd: 0, assumedMaps: 0, cutAtEnd: 0 });
  });

  test('assumes maps only where the recording starts with the driver already up', () => {
    const assumed = traceNames
      .map((name) => [name, readTrace(name).summary.assumedMaps])
      .filter(([, pages]) => pages !== 0);
    expect(Object.fromEntries(assumed)).toEqual({
      'lazy-stale.txt': 4,
      'strict-stale.txt': 4,
      'trace-cmd-report-3.1.6.txt.gz': 235,
      'trace-cmd-report-3.3.1.txt.gz': 235,
      'trace-cmd-report-nsec.txt.gz': 235,
    });
  });

  test('sees the cut after a strict unmap', () => {
    const cut = traceNames.filter((name) => readTrace(name).summary.cutAtEnd === 1);
    expect(cut.toSorted()).toEqual(['strict-cm-net-rr.txt.gz', 'strict-net-tx.txt.gz']);
  });

  test.each(traceNames)('tells strategy and caching mode of %s', (name) => {
    const { maps, unmaps, recordedStrategy, recordedCachingMode } = readTrace(name).summary;
    const strategy = name.startsWith('lazy') ? 'deferred' : 'strict';
    expect(recordedStrategy).toBe(unmaps === 0 ? 'unknown' : strategy);
    if (unmaps > 0) expect(recordedCachingMode).toBe(name.includes('-cm-'));
    if (maps === 0) expect(recordedCachingMode).toBeUndefined();
  });

  test('counts equal IOVAs of two devices as two mapped pages and one IOVA page', () => {
    const lines = ['00:01.0', '00:02.0'].flatMap((device) => [
      'wl-1 [000] ..... 1.000000: map: IOMMU: iova=0x10000 - 0x11000 paddr=0x5000 size=4096',
      `wl-1 [000] ..... 1.000001: dma_map_page: 0000:${device} dir=TO_DEVICE dma_addr=10000 size=9 phys_addr=5000 attrs=`,
    ]);
    expect(readRecording(utf8(lines.join('\n'))).summary).toMatchObject({
      distinctIovaPages: 1,
      distinctPhysicalPages: 1,
      peakMappedPages: 2,
      mappedPagesAtEnd: 2,
    });
  });

  test('of a mapping of the whole address space needs no memory for its pages', () => {
    const text = 'wl-1 [000] ..... 1.000000: map: IOMMU: iova=0x0 - 0x10000000000000 paddr=0x0 size=4503599627370496\n';
    const recording = readRecording(utf8(text));
    expect(recording.summary).toMatchObject({ peakMappedPages: 2 ** 40, distinctPhysicalPages: 2 ** 40 });
    expect(reuseStatistics(recording.operations)).toMatchObject({ pageMaps: 0, skipped: 2 ** 40, distance: undefined });
  });
});
