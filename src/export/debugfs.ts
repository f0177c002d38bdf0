import { and, highHalf, lowHalf, or, pageBase } from '../base/bits.ts';
import { formatSourceIdText } from '../narration/source-id.ts';
import type { TablesSection } from '../protocol/snapshot.ts';
import { levelSize, TABLE_ENTRIES } from '../spec/address.ts';
import {
  contextDomainId,
  contextTranslationType,
  entryAddress,
  isLeaf,
  ROOT_P,
  SLPTE_RW,
  TRANSLATION_PASS_THROUGH,
} from '../spec/remapping-structures.ts';

/*
 * Tables in the text of Linux debugfs, `/sys/kernel/debug/iommu/intel/`: what tools made for the real files read. Words are the
 * entries as they are in memory. A level that a table lacks is zero, as there.
 */

const PAGE = 4096;
const LEVELS = 5;

const quad = (high: number, low: number): string =>
  `0x${high.toString(16).padStart(8, '0')}${low.toString(16).padStart(8, '0')}`;
const zero = quad(0, 0);

/** `dmar_translation_struct`: the root and context entry of every device. @param unit the name of the IOMMU */
export function dmarTranslationStruct(tables: TablesSection, unit = 'dmar0'): string {
  const lines = [
    `IOMMU ${unit}: Root Table Address: 0x${tables.rootAddress.toString(16)}`,
    'B.D.F\tRoot_entry\t\t\t\tContext_entry\t\t\t\tPASID\tPASID_table_entry',
  ];
  for (const index of tables.contextSource.keys()) {
    const source = formatSourceIdText(tables.contextSource[index]!);
    const words = tables.contextWords.subarray(index * 4, index * 4 + 4);
    const contextTable = pageBase(tables.contextAddress[index]!);
    const root = `${zero}:${quad(highHalf(contextTable), or(lowHalf(contextTable), ROOT_P))}`;
    const context = `${quad(words[3]!, words[2]!)}:${quad(words[1]!, words[0]!)}`;
    // Without PASIDs the kernel prints -1 and zeros.
    lines.push(`${source}\t${root}\t${context}\t${'-1'.padEnd(6)}\t${zero}:${zero}:${zero}`);
  }
  return `${lines.join('\n')}\n\n`;
}

/** What a text could not hold, because the section it was made from does not. */
export interface TranslationText {
  readonly text: string;
  /** Entries that point to a table whose words were not at hand. */
  readonly omitted: number;
}

/**
 * `domain_translation_struct`: every page that each device reaches, with the entries on the way to it. Devices that pass through
 * have no tables and do not appear. @param sourceId only this device, as newer kernels have a file for each
 */
export function domainTranslationStruct(tables: TablesSection, sourceId?: number): TranslationText {
  const children = childrenOf(tables);
  let text = '';
  let omitted = 0;
  for (const [index, source] of tables.contextSource.entries()) {
    if (sourceId !== undefined && source !== sourceId) continue;
    const words = tables.contextWords.subarray(index * 4, index * 4 + 4);
    if (contextTranslationType(words[0]!) === TRANSLATION_PASS_THROUGH) continue;
    const top = entryAddress(words[0]!, words[1]!);
    const row = topRow(tables, top, contextDomainId(words[2]!));
    text += `Device 0000:${formatSourceIdText(source)} @0x${top.toString(16)}\n`;
    text += 'IOVA_PFN\t\tPML5E\t\t\tPML4E\t\t\tPDPE\t\t\tPDE\t\t\tPTE\n';
    const lines: string[] = [];
    if (row === undefined) omitted += 1;
    else omitted += listPages(tables, children, row, lines);
    text += lines.map((line) => `${line}\n`).join('');
    text += '\n';
  }
  return { text, omitted };
}

/** Row of each table below a table, by the index of the entry that points to it. */
type Children = ReadonlyMap<string, number>;

function childrenOf(tables: TablesSection): Children {
  const children = new Map<string, number>();
  for (const [row, parent] of tables.parent.entries()) {
    if (parent >= 0) children.set(`${parent}:${tables.slot[row]!}`, row);
  }
  return children;
}

function topRow(tables: TablesSection, address: number, domainId: number): number | undefined {
  const row = tables.address.findIndex(
    (one, index) => one === address && tables.domainId[index] === domainId && tables.parent[index] === -1,
  );
  return row < 0 ? undefined : row;
}

/** Adds a line for each page mapped by the table of a row and those below. @returns how many tables were missing */
function listPages(
  tables: TablesSection,
  children: Children,
  row: number,
  lines: string[],
  path: readonly string[] = Array.from({ length: LEVELS + 1 }, () => zero),
): number {
  const level = tables.level[row]!;
  let missing = 0;
  for (let slot = 0; slot < TABLE_ENTRIES; slot++) {
    const at = (row * TABLE_ENTRIES + slot) * 2;
    const [low, high] = [tables.words[at]!, tables.words[at + 1]!];
    if (and(low, SLPTE_RW) === 0) continue;
    const here = path.with(level, quad(high, low));
    if (isLeaf(low, level)) {
      const iova = tables.iovaBase[row]! + slot * levelSize(level);
      lines.push(pageLine(iova, here));
      continue;
    }
    const child = children.get(`${row}:${slot}`);
    // Children stand behind their parents; a table that points to itself is listed once.
    if (child === undefined || child <= row) missing += 1;
    else missing += listPages(tables, children, child, lines, here);
  }
  return missing;
}

function pageLine(iova: number, path: readonly string[]): string {
  const page = `0x${(iova / PAGE).toString(16).padStart(13, '0')}`;
  return `${page} |\t${[5, 4, 3, 2, 1].map((level) => path[level]!).join('\t')}`;
}
