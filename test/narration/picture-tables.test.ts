import { describe, expect, test } from 'vitest';
import { milliseconds, time } from '../../src/clock/time.ts';
import { DEFAULT_CONFIG, type MachineConfig } from '../../src/config/machine-config.ts';
import { Machine } from '../../src/machine/machine.ts';
import { addressFormat } from '../../src/narration/format.ts';
import type { PicturePanel } from '../../src/narration/picture-panels.ts';
import { PICTURE_TABLES, type PictureTable } from '../../src/narration/picture-tables.ts';
import { SECTION_NAMES } from '../../src/protocol/commands.ts';
import { CELL, JUST_WRITTEN, type Sections } from '../../src/protocol/snapshot.ts';

function run(change: Partial<MachineConfig>) {
  const config = { ...DEFAULT_CONFIG, ...change };
  const machine = new Machine(config);
  while (machine.nextTime < time(milliseconds(3))) machine.runOne();
  const sections: Partial<Sections> = Object.fromEntries(
    SECTION_NAMES.map((name) => [name, machine.section(name)] as const).filter(([, section]) => section !== undefined),
  );
  const pictured = { config, metrics: machine.metrics(), sections, now: machine.now, hitRate: 0.5 };
  const table = (panel: string, most = 10_000): PictureTable =>
    PICTURE_TABLES[panel as PicturePanel](pictured, { address: addressFormat('hex'), most });
  return { sections, table };
}

describe('the tables of pictures', () => {
  const { sections, table } = run({ setting: 'sidecore', strategy: 'optimistic' });

  test('list every page that the pictures of the tables show', () => {
    const shown = [sections.tables!, sections.shadowTables!].flatMap(({ states }) =>
      Array.from(states, (state) => state % JUST_WRITTEN).filter(
        (state) => state !== CELL.empty && state !== CELL.table,
      ),
    );
    expect(table('tables').rows).toHaveLength(shown.length);
    expect(table('tables').rows.filter((row) => row[4] === 'awaiting teardown')).toHaveLength(
      shown.filter((state) => state === CELL.awaitingTeardown).length,
    );
  });

  test('list every entry of the queue and every translation held', () => {
    expect(table('teardown').rows).toHaveLength(sections.teardown!.length);
    expect(table('teardown').caption).toContain('teardown queue');
    const held = sections.iotlb!.state.filter((state) => state % JUST_WRITTEN !== CELL.empty).length;
    expect(table('iotlb').rows).toHaveLength(held);
  });

  test('are cut at the rows that fit, and say how many more there are', () => {
    const { rows, more } = table('iotlb', 3);
    expect(rows).toHaveLength(3);
    expect(more).toBe(table('iotlb').rows.length - 3);
  });

  test('have a cell for every column', () => {
    for (const panel of Object.keys(PICTURE_TABLES)) {
      const { columns, rows } = table(panel);
      expect(rows.length, panel).toBeGreaterThan(0);
      expect(
        rows.every(({ length }) => length === columns.length),
        panel,
      ).toBe(true);
    }
  });

  test('leave out what a setting lacks, and show the flush queue where it is the one', () => {
    const deferred = run({ setting: 'bare-metal', strategy: 'deferred' });
    expect(deferred.table('data-path').rows.map(([name]) => name)).toEqual(['Guest core', 'IOMMU', 'NIC', 'Link']);
    expect(deferred.table('teardown').caption).toContain('flush queue');
  });
});

test('an address is written in hexadecimal or in decimal', () => {
  expect(addressFormat('hex')(0xfffb8000)).toBe('0xfffb8000');
  expect(addressFormat('decimal')(0xfffb8000)).toBe('4,294,672,384');
});
