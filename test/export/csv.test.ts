import { describe, expect, test } from 'vitest';

import { parseCsv } from '../../src/base/csv.ts';
import { microseconds, time } from '../../src/clock/time.ts';
import { ACT_COUNT } from '../../src/config/acts.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { matrixCells, matrixCsv, matrixJson, metricsCsv, metricsJson } from '../../src/export/csv.ts';
import { exportFileName, EXPORTS, type ExportName } from '../../src/export/file-names.ts';
import { runUntil } from '../../src/machine/lab-machine.ts';
import { Machine } from '../../src/machine/machine.ts';

describe('figures', () => {
  const machine = new Machine(DEFAULT_CONFIG);
  runUntil(machine, time(microseconds(200)));
  const metrics = machine.metrics();

  test('are all there, each with its unit', () => {
    const { lines, isCut } = parseCsv(metricsCsv(metrics, DEFAULT_CONFIG, machine.now));
    expect(isCut).toBe(false);
    expect(lines[0]).toEqual(['name', 'value', 'unit']);
    expect(lines.every((line) => line.length === 3)).toBe(true);
    const byName = new Map(lines.map(([name, value]) => [name, value]));
    expect(byName.get('gbps')).toBe(String(metrics.gbps));
    expect(byName.get('strategy')).toBe('strict');
    expect(byName.get('hash')).toBe(metrics.hash);
    expect(lines.filter(([name]) => name?.startsWith('cyclesPerFrame.'))).toHaveLength(ACT_COUNT + 1);
    expect(byName.has('cyclesPerFrame.idle')).toBe(true);
  });

  test('are the same as JSON', () => {
    const json = JSON.parse(metricsJson(metrics, DEFAULT_CONFIG, machine.now)) as Record<string, { value: unknown }>;
    const { lines } = parseCsv(metricsCsv(metrics, DEFAULT_CONFIG, machine.now));
    expect(lines.slice(1).map(([name, value]) => [name, value])).toEqual(
      Object.entries(json).map(([name, { value }]) => [name, String(value)]),
    );
  });
});

describe('the matrix', () => {
  const percent = { 'samecore/strict': 9.6, 'bare-metal/optimistic': 100, 'bare-metal/async': 61.5 } as const;

  test('holds the measured cells in order, with the paper beside them', () => {
    expect(matrixCsv(matrixCells(percent, 10))).toBe(
      'setting,strategy,percentOfLineRate,paperPercent\n' +
        'bare-metal,optimistic,100,100\nbare-metal,async,61.5,\nsamecore,strict,9.6,10\n',
    );
    expect(JSON.parse(matrixJson(matrixCells(percent, 10)))).toContainEqual({
      setting: 'bare-metal',
      strategy: 'async',
      percent: 61.5,
      paperPercent: null,
    });
  });

  test('leaves the paper out at another line rate', () => {
    expect(matrixCells(percent, 40).every(({ paperPercent }) => paperPercent === undefined)).toBe(true);
  });
});

test('a file to download has a name that is one everywhere', () => {
  expect(exportFileName('run', { ...DEFAULT_CONFIG, strategy: 'optimistic' }, 12_500_000_999)).toBe(
    'viommu-lab.bare-metal-optimistic.transmit.12500us.run.json',
  );
  const names = (Object.keys(EXPORTS) as ExportName[]).map((what) => exportFileName(what, DEFAULT_CONFIG, 0));
  expect(names.filter((name) => !/^[a-z0-9._-]+$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});
