import { levelIndexOf, levelSize } from '../spec/address.ts';
import { contextDomainId } from '../spec/remapping-structures.ts';
import type { TablesSection } from '../protocol/snapshot.ts';
import { walkPath } from './walk-path.ts';

/** The entry of one of some leaf tables that covers a page: which of the tables, and which entry; undefined when none does. */
export function cellOfPage(
  tables: TablesSection,
  rows: readonly number[],
  page: number,
): { readonly grid: number; readonly index: number } | undefined {
  const grid = rows.findIndex((row) => {
    const base = tables.iovaBase[row]!;
    return page >= base && page < base + 512 * levelSize(tables.level[row]!);
  });
  return grid < 0 ? undefined : { grid, index: levelIndexOf(page, tables.level[rows[grid]!]!) };
}

/** Whether the tables lead a page of any domain to memory. */
export function isTranslated(tables: TablesSection, page: number): boolean {
  return [...tables.contextSource.keys()].some((i) => {
    const domainId = contextDomainId(tables.contextWords[4 * i + 2]!);
    return walkPath(tables, domainId, page).translated !== undefined;
  });
}
