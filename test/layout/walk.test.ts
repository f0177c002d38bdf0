import { describe, expect, test } from 'vitest';
import { walkColumns } from '../../src/layout/walk-columns.ts';
import { iovaOfCell, walkPath } from '../../src/layout/walk-path.ts';
import { tablesSection, threeLevels } from '../support/tables-section.ts';

/** A walk as one line: `level[index]` for each table, then the address or where it ends. */
function picture(section: ReturnType<typeof threeLevels>, iova: number): string {
  const path = walkPath(section, 1, iova);
  const steps = path.steps.map(({ level, index }) => `${level}[${index}]`);
  return [...steps, path.translated === undefined ? 'nothing' : path.translated.toString(16)].join(' → ');
}

describe('a walk through a snapshot', () => {
  test('goes down to the page and keeps the offset', () => {
    expect(picture(threeLevels(), 0xffff_b040)).toBe('3[3] → 2[511] → 1[507] → ab0d040');
  });

  test('ends at the first entry that is not present', () => {
    expect(picture(threeLevels(), 0xffff_0000)).toBe('3[3] → 2[511] → 1[496] → nothing');
    expect(picture(threeLevels(), 0x1000)).toBe('3[0] → nothing');
  });

  test('reads no table in pass-through', () => {
    expect(picture(tablesSection([], 2), 0x1234_5678)).toBe('12345678');
  });

  test('knows the IOVA that an entry covers', () => {
    expect(iovaOfCell(threeLevels(), 2, 507)).toBe(0xffff_b000);
    expect(iovaOfCell(threeLevels(), 1, 511)).toBe(0xffe0_0000);
  });
});

describe('the stations of a walk', () => {
  test('split the address by level, from the bus to the offset', () => {
    const section = threeLevels();
    const columns = walkColumns(section, walkPath(section, 1, 0xffff_b040));
    expect(columns.map(({ title, bits, address }) => [title, bits, address?.toString(16)].join(' '))).toEqual([
      'root 00 1000',
      'context 01.0 2000',
      'level 3 000000011 10000',
      'level 2 111111111 11000',
      'level 1 111111011 12000',
      'page 040 ab0d000',
    ]);
  });

  test('leave out what the walk does not reach', () => {
    const section = threeLevels();
    const columns = walkColumns(section, walkPath(section, 1, 0x1000));
    expect(columns.filter(({ address }) => address === undefined).map(({ title }) => title)).toEqual([
      'level 2',
      'level 1',
      'page',
    ]);
  });
});
