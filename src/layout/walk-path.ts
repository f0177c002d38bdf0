import { testBit } from '../base/bits.ts';
import { levelIndexOf, levelSize } from '../spec/address.ts';
import {
  contextDomainId,
  contextTranslationType,
  entryAddress,
  isLeaf,
  TRANSLATION_PASS_THROUGH,
} from '../spec/remapping-structures.ts';
import type { TablesSection } from '../protocol/snapshot.ts';
import { cellState } from './leaf-grids.ts';

/** One table that a walk reads. */
export interface WalkStep {
  /** Row of the table in the section. */
  readonly row: number;
  readonly level: number;
  /** Entry read, and its words. */
  readonly index: number;
  readonly low: number;
  readonly high: number;
  /** Address of the entry itself. */
  readonly entryAddress: number;
  /** State of the entry (CELL). */
  readonly state: number;
  readonly isLeaf: boolean;
}

/** The way from the device to a page, as far as the tables lead. */
export interface WalkPath {
  readonly iova: number;
  readonly domainId: number;
  readonly sourceId: number | undefined;
  /** Place of the context entry in the section's columns, -1 when the domain has none. */
  readonly context: number;
  readonly levels: number;
  readonly steps: readonly WalkStep[];
  /** Whether the context entry lets addresses pass as they are: no table is read. */
  readonly isPassThrough: boolean;
  /** Address that the IOVA leads to; undefined when the walk ends at an entry that is not present. */
  readonly translated: number | undefined;
}

/** Follows the tables for one IOVA of one domain, as the hardware would. */
export function walkPath(tables: TablesSection, domainId: number, iova: number): WalkPath {
  const context = contextOf(tables, domainId);
  const isPassThrough =
    context >= 0 && contextTranslationType(tables.contextWords[4 * context]!) === TRANSLATION_PASS_THROUGH;
  const top = isPassThrough ? -1 : findTop(tables, domainId);
  const steps: WalkStep[] = [];
  let row = top;
  let translated = isPassThrough ? iova : undefined;
  while (row >= 0) {
    const step = stepAt(tables, row, levelIndexOf(iova, tables.level[row]!));
    steps.push(step);
    if (step.isLeaf && isPresent(step)) {
      translated = entryAddress(step.low, step.high) + (iova % levelSize(step.level));
    }
    row = step.isLeaf || !isPresent(step) ? -1 : childOf(tables, row, step.index);
  }
  return {
    iova,
    domainId,
    sourceId: tables.contextSource[context],
    context,
    levels: top < 0 ? 0 : tables.level[top]!,
    steps,
    isPassThrough,
    translated,
  };
}

/** The entry `index` of the table in `row`. */
export function stepAt(tables: TablesSection, row: number, index: number): WalkStep {
  const at = row * 512 + index;
  const low = tables.words[2 * at]!;
  const level = tables.level[row]!;
  return {
    row,
    level,
    index,
    low,
    high: tables.words[2 * at + 1]!,
    entryAddress: tables.address[row]! + 8 * index,
    state: cellState(tables.states[at]!),
    isLeaf: isLeaf(low, level),
  };
}

/** First IOVA that an entry covers. */
export function iovaOfCell(tables: TablesSection, row: number, index: number): number {
  return tables.iovaBase[row]! + index * levelSize(tables.level[row]!);
}

/** The device that a domain belongs to, if its context entry is there. */
export function sourceOfDomain(tables: TablesSection, domainId: number): number | undefined {
  return tables.contextSource[contextOf(tables, domainId)];
}

function isPresent({ low }: { readonly low: number }): boolean {
  return testBit(low, 0) || testBit(low, 1);
}

function contextOf(tables: TablesSection, domainId: number): number {
  for (let i = 0; i < tables.contextSource.length; i++) {
    if (contextDomainId(tables.contextWords[4 * i + 2]!) === domainId) return i;
  }
  return -1;
}

function findTop(tables: TablesSection, domainId: number): number {
  for (let row = 0; row < tables.address.length; row++) {
    if (tables.parent[row]! < 0 && tables.domainId[row] === domainId) return row;
  }
  return -1;
}

function childOf(tables: TablesSection, parent: number, slot: number): number {
  for (let row = parent + 1; row < tables.address.length; row++) {
    if (tables.parent[row] === parent && tables.slot[row] === slot) return row;
  }
  return -1;
}
