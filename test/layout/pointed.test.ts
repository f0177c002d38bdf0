import { describe, expect, test } from 'vitest';
import { ageColumns, blockOfEntry, entryAtBlock } from '../../src/layout/age-columns.ts';
import { cellOfPage } from '../../src/layout/pointed-cell.ts';
import type { TablesSection } from '../../src/protocol/snapshot.ts';
import { pointedPage } from '../../src/store/pointing.ts';

describe('the address that is marked', () => {
  const cell = { what: { kind: 'iotlb', slot: 3 }, about: '', iova: 0x5008 } as const;
  const selected = { kind: 'iova', domainId: 1, iova: 0x7000 } as const;

  test('is the one under the pointer, else of the cell chosen, else the one selected', () => {
    expect(pointedPage({ pointedIova: 0x3fff, chosenCell: cell }, selected)).toBe(0x3000);
    expect(pointedPage({ pointedIova: undefined, chosenCell: cell }, selected)).toBe(0x5000);
    expect(pointedPage({ pointedIova: undefined, chosenCell: undefined }, selected)).toBe(0x7000);
    expect(pointedPage({ pointedIova: undefined, chosenCell: undefined }, { kind: 'latest' })).toBeUndefined();
  });

  test('lies in the table that covers it, of whatever level', () => {
    const tables = {
      iovaBase: Float64Array.of(0, 0x20_0000, 0x4000_0000),
      level: Uint8Array.of(1, 1, 2),
    } as unknown as TablesSection;
    expect(cellOfPage(tables, [0, 1, 2], 0x20_3000)).toEqual({ grid: 1, index: 3 });
    expect(cellOfPage(tables, [2, 1], 0x4060_1000)).toEqual({ grid: 0, index: 3 });
    expect(cellOfPage(tables, [0, 1, 2], 0xffff_f000)).toBeUndefined();
  });
});

test('a block of a queue and its entry are found from each other', () => {
  const spans = [10, 95, 12, 50, 11, 96];
  const waited = (i: number): number => spans[i]!;
  const sizes = { smallest: 4, largest: 8 };
  for (const height of [100, 8]) {
    const piles = ageColumns(waited, spans.length, 100, 80, height, sizes);
    for (let entry = 0; entry < spans.length; entry++) {
      const { column, level } = blockOfEntry(piles, waited, 100, entry);
      const found = entryAtBlock(piles, waited, spans.length, 100, column, level)!;
      expect(found).toBeLessThanOrEqual(entry);
      if (piles.perBlock === 1) expect(found).toBe(entry);
    }
    expect(entryAtBlock(piles, waited, spans.length, 100, 3, 0)).toBeUndefined();
  }
});
