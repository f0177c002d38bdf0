import { splitAddress } from '../spec/address.ts';
import type { TablesSection } from '../protocol/snapshot.ts';
import type { WalkPath } from './walk-path.ts';

/** One station of a walk, from the root table to the page. */
export interface WalkColumn {
  readonly kind: 'root' | 'context' | 'table' | 'page';
  readonly title: string;
  /** Part of the address that chooses the entry here, as bits or hexadecimal digits. */
  readonly bits: string;
  /** Which bits those are: `47:39`, `bus`. */
  readonly bitsName: string;
  /** Address of the table; undefined when the walk does not get here. */
  readonly address: number | undefined;
  /** Entry chosen in it. */
  readonly index: number | undefined;
  /** Tables of this level in the domain. */
  readonly siblings: number;
  /** State of the chosen entry (CELL); -1 for none. */
  readonly state: number;
}

/**
 * The stations that a walk passes:
 *
 * ```text
 * root → context → level 4 → level 3 → level 2 → level 1 → page
 *  bus    dev.fn    47:39     38:30     29:21     20:12     11:0
 * ```
 */
export function walkColumns(tables: TablesSection, path: WalkPath): WalkColumn[] {
  const source = path.sourceId ?? 0;
  const hasContext = path.context >= 0;
  const leafLevel = path.steps.at(-1)?.isLeaf === true ? path.steps.at(-1)!.level : 1;
  const parts = splitAddress(path.iova, path.levels, leafLevel);
  return [
    {
      kind: 'root',
      title: 'root',
      bits: hexDigits(Math.floor(source / 256), 2),
      bitsName: 'bus',
      address: tables.rootAddress,
      index: Math.floor(source / 256),
      siblings: 1,
      state: -1,
    },
    {
      kind: 'context',
      title: 'context',
      bits: `${hexDigits(Math.floor((source % 256) / 8), 2)}.${source % 8}`,
      bitsName: 'dev.fn',
      address: hasContext ? tables.contextAddress[path.context]! - 16 * (source % 256) : undefined,
      index: hasContext ? source % 256 : undefined,
      siblings: 1,
      state: -1,
    },
    ...parts.map((part): WalkColumn => {
      const step = path.steps.find(({ level }) => level === part.level);
      const isPage = part.level === 0;
      return {
        kind: isPage ? 'page' : 'table',
        title: isPage ? 'page' : `level ${part.level}`,
        bits: isPage
          ? hexDigits(part.value, Math.ceil((part.bits[0] + 1) / 4))
          : part.value.toString(2).padStart(9, '0'),
        bitsName: `${part.bits[0]}:${part.bits[1]}`,
        address: isPage ? translatedPage(path, part.value) : step && tables.address[step.row],
        index: step?.index,
        siblings: isPage ? 1 : countLevel(tables, part.level, path.domainId),
        state: step?.state ?? -1,
      };
    }),
  ];
}

function translatedPage(path: WalkPath, offset: number): number | undefined {
  return path.translated === undefined ? undefined : path.translated - offset;
}

function countLevel(tables: TablesSection, level: number, domainId: number): number {
  let count = 0;
  for (let row = 0; row < tables.level.length; row++) {
    if (tables.level[row] === level && tables.domainId[row] === domainId) count += 1;
  }
  return count;
}

function hexDigits(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
