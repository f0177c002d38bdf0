import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { microseconds, time } from '../../src/clock/time.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { dmarTranslationStruct, domainTranslationStruct } from '../../src/export/debugfs.ts';
import { runUntil } from '../../src/machine/lab-machine.ts';
import { Machine } from '../../src/machine/machine.ts';
import type { TablesSection } from '../../src/protocol/snapshot.ts';
import { parseContexts, parseTranslations } from './parse-debugfs.ts';
import { tablesSection } from './tables.ts';

const golden = (name: string) => readFileSync(join(import.meta.dirname, '../golden', name), 'utf8');

/** Two devices share a domain of four levels with a page of each size; a third passes through. */
const byHand = tablesSection(
  [
    [0x0008, 0x0000_0000_0000_0102n, 0x0000_0000_0020_0001n],
    [0x0020, 0x0000_0000_0000_0102n, 0x0000_0000_0020_0001n],
    [0x00f8, 0x0000_0000_0000_0202n, 0x0000_0000_0000_0009n],
  ],
  [
    { address: 0x20_0000, level: 4, entries: { 0: 0x20_1003n, 511: 0x20_4003n } },
    { address: 0x20_1000, level: 3, parent: 0, slot: 0, entries: { 3: 0x20_2003n, 4: 0x1_4000_0083n } },
    {
      address: 0x20_2000,
      level: 2,
      parent: 1,
      slot: 3,
      iovaBase: 0xc000_0000,
      entries: { 511: 0x20_3003n, 1: 0x60_0082n },
    },
    {
      address: 0x20_3000,
      level: 1,
      parent: 2,
      slot: 511,
      iovaBase: 0xffe0_0000,
      entries: { 510: 0x8000_0000_1234_5003n, 511: 0xfeed_b001n, 7: 0x5000n },
    },
  ],
);

describe('tables as Linux’ debugfs prints them', () => {
  test('look like this', () => {
    expect(dmarTranslationStruct(byHand)).toBe(golden('dmar_translation_struct.txt'));
    expect(domainTranslationStruct(byHand).text).toBe(golden('domain_translation_struct.txt'));
  });

  test('can be asked for one device', () => {
    const { text } = domainTranslationStruct(byHand, 0x20);
    expect(parseTranslations(text).map(({ source }) => source)).toEqual([0x20]);
  });

  test('count the tables that were not at hand', () => {
    // The last entry of the top table leads to a table that is not there, for both devices.
    expect(domainTranslationStruct(byHand).omitted).toBe(2);
    expect(domainTranslationStruct(byHand, 0xf8)).toEqual({ text: '', omitted: 0 });
  });

  test.each(['strict', 'optimistic', 'deferred'] as const)(
    'say what the tables of a running machine say: %s',
    (strategy) => {
      const machine = new Machine({ ...DEFAULT_CONFIG, strategy, addressWidth: strategy === 'strict' ? 39 : 48 });
      runUntil(machine, time(microseconds(300)));
      const tables = machine.section('tables')!;
      const { rootTable, lines } = parseContexts(dmarTranslationStruct(tables));
      expect(rootTable).toBe(BigInt(tables.rootAddress));
      expect(lines.map(({ source, context, pasid }) => [source, ...context, pasid])).toEqual(
        [...tables.contextSource].map((source, index) => [source, quad(tables, index, 2), quad(tables, index, 0), -1]),
      );
      for (const { root } of lines)
        expect(root).toEqual([0n, BigInt(machine.hardware.memory.read32(tables.rootAddress))]);

      const { text, omitted } = domainTranslationStruct(tables);
      expect(omitted).toBe(0);
      const devices = parseTranslations(text);
      expect(devices.length).toBe(tables.contextSource.length);
      for (const { source, top, pages } of devices) {
        const index = tables.contextSource.indexOf(source);
        expect(top).toBe(quad(tables, index, 0) & ~0xfffn);
        expect(pages).toEqual(pagesOf(tables, quad(tables, index, 2)));
        expect(pages.size).toBeGreaterThan(0);
      }
    },
  );
});

function quad(tables: TablesSection, index: number, word: number): bigint {
  return BigInt(tables.contextWords[index * 4 + word]!) + (BigInt(tables.contextWords[index * 4 + word + 1]!) << 32n);
}

/** The pages of a domain, found from the leaves upwards: the writer goes from the top down. */
function pagesOf(tables: TablesSection, contextHigh: bigint): Map<bigint, bigint[]> {
  const domain = Number((contextHigh >> 8n) & 0xffffn);
  const word = (row: number, slot: number): bigint => {
    const at = (row * 512 + slot) * 2;
    return BigInt(tables.words[at]!) + (BigInt(tables.words[at + 1]!) << 32n);
  };
  const pages = new Map<bigint, bigint[]>();
  for (const [row, level] of tables.level.entries()) {
    for (let slot = 0; slot < 512 && tables.domainId[row] === domain; slot++) {
      const entry = word(row, slot);
      const isPage = (entry & 3n) !== 0n && (level === 1 || (entry & 0x80n) !== 0n);
      if (!isPage) continue;
      const path = [0n, 0n, 0n, 0n, 0n];
      let iova = 0n;
      for (let at = row, here = slot; at >= 0; here = tables.slot[at]!, at = tables.parent[at]!) {
        path[5 - tables.level[at]!] = word(at, here);
        iova += BigInt(here) << BigInt(12 + 9 * (tables.level[at]! - 1));
      }
      pages.set(iova >> 12n, path);
    }
  }
  return pages;
}
