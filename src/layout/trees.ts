import { contextDomainId } from '../spec/remapping-structures.ts';
import type { Sections, TablesSection } from '../protocol/snapshot.ts';
import { sourceOfDomain, walkPath, type WalkPath } from './walk-path.ts';

/** Sections that hold a tree. */
export type TreeSection = 'tables' | 'shadowTables';

/** One tree that devices are translated by, and the walk through it to the address that is looked at. */
export interface Tree {
  readonly section: TreeSection;
  readonly tables: TablesSection;
  readonly path: WalkPath;
}

/** Trees that there are: the driver's, and the shadow of it; under direct assignment the hypervisor's alone. */
export function treeSections(sections: Partial<Sections>): readonly TreeSection[] {
  const { tables, shadowTables } = sections;
  if (shadowTables === undefined) return tables === undefined ? [] : ['tables'];
  return tables === undefined || tables.contextSource.length === 0 ? ['shadowTables'] : ['tables', 'shadowTables'];
}

/** The walks for one address of a domain of the first tree; other trees know the same device by its source-id. */
export function treesAt(sections: Partial<Sections>, domainId: number, iova: number): Tree[] {
  const names = treeSections(sections);
  const first = names[0] && sections[names[0]];
  const source = first && sourceOfDomain(first, domainId);
  return names.map((section) => {
    const tables = sections[section]!;
    const domain = tables === first ? domainId : domainOfSource(tables, source);
    return { section, tables, path: walkPath(tables, domain, iova) };
  });
}

/** The domain that a tree keeps a device in, -1 when it does not know it. */
export function domainOfSource(tables: TablesSection, source: number | undefined): number {
  const context = source === undefined ? -1 : tables.contextSource.indexOf(source);
  return context < 0 ? -1 : contextDomainId(tables.contextWords[4 * context + 2]!);
}
