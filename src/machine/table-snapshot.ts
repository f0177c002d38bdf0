import { joinHalves, pageBase, pageNumber } from '../base/bits.ts';
import type { MemoryPort } from '../bus/ports.ts';
import { CELL, JUST_WRITTEN, type TablesSection } from '../protocol/snapshot.ts';
import {
  CONTEXT_P,
  contextAddressWidth,
  contextDomainId,
  contextTranslationType,
  entryAddress,
  isLeaf,
  levelsOfAddressWidth,
  ROOT_P,
  SLPTE_RW,
  TRANSLATION_PASS_THROUGH,
} from '../spec/remapping-structures.ts';
import { and } from '../base/bits.ts';

/** Most table rows of a report, so that it fits its buffer: 64 × 4.6 kB. */
export const MOST_TABLES = 64;
const ENTRIES = 512;

/** Whether a page that the tables or the IOTLB answer for was unmapped by the driver. */
export interface UnmappedPages {
  /** `iovaPage` is a page number. */
  isReachableUnmapped(domainId: number, iovaPage: number): boolean;
  /** Whether the driver keeps it mapped in the hope of reuse. */
  isAwaitingTeardown(domainId: number, iovaPage: number): boolean;
}

interface Row {
  readonly address: number;
  readonly level: number;
  readonly parent: number;
  readonly slot: number;
  readonly iovaBase: number;
  readonly domainId: number;
}

interface Context {
  readonly source: number;
  readonly address: number;
  readonly words: readonly number[];
}

/**
 * Reads the tables as the unit would: from the root pointer through memory, word by word. Nothing is remembered but which
 * entries were written since the snapshot before.
 */
export class TableSnapshot {
  private readonly memory: MemoryPort;
  private readonly unmapped: UnmappedPages;
  private readonly written = new Set<number>();
  private readonly most: number;

  /** @param most rows, so that all sections of a report together have at most `MOST_TABLES`. */
  constructor(memory: MemoryPort, unmapped: UnmappedPages, most = MOST_TABLES) {
    this.most = most;
    this.memory = memory;
    this.unmapped = unmapped;
  }

  /** An entry was written or cleared. @param address of the entry, in bytes. */
  noteWritten(address: number): void {
    // A viewer sees the latest; what a fast machine writes between two pictures is everything anyway.
    if (this.written.size < 4096) this.written.add(address);
  }

  /** Tables for a report, as many as it holds. @param rootAddress from RTADDR. */
  take(rootAddress: number): TablesSection {
    const section = this.read(rootAddress, this.most);
    this.written.clear();
    return section;
  }

  /** Every table there is, however many; what was written lately still counts as that in the next report. */
  takeAll(rootAddress: number): TablesSection {
    return this.read(rootAddress, Number.POSITIVE_INFINITY);
  }

  private read(rootAddress: number, most: number): TablesSection {
    const contexts = this.contexts(rootAddress);
    const { rows, omitted } = this.rows(contexts, most);
    const section = {
      rootAddress,
      contextSource: Uint16Array.from(contexts, (context) => context.source),
      contextWords: Uint32Array.from(contexts.flatMap((context) => context.words)),
      contextAddress: Float64Array.from(contexts, (context) => context.address),
      address: Float64Array.from(rows, (row) => row.address),
      level: Uint8Array.from(rows, (row) => row.level),
      parent: Int32Array.from(rows, (row) => row.parent),
      slot: Uint16Array.from(rows, (row) => row.slot),
      iovaBase: Float64Array.from(rows, (row) => row.iovaBase),
      domainId: Uint16Array.from(rows, (row) => row.domainId),
      presentCount: new Uint16Array(rows.length),
      states: new Uint8Array(rows.length * ENTRIES),
      words: new Uint32Array(rows.length * ENTRIES * 2),
      omittedTables: omitted,
    };
    rows.forEach((row, index) => this.fillRow(section, row, index));
    return section;
  }

  private contexts(rootAddress: number): Context[] {
    const found: Context[] = [];
    if (!this.memory.contains(rootAddress, 4096)) return found;
    for (let bus = 0; bus < 256; bus++) {
      const low = this.memory.read32(rootAddress + bus * 16);
      if (and(low, ROOT_P) === 0) continue;
      const table = entryAddress(low, this.memory.read32(rootAddress + bus * 16 + 4));
      if (!this.memory.contains(table, 4096)) continue;
      for (let devfn = 0; devfn < 256; devfn++) {
        const address = table + devfn * 16;
        const words = [0, 4, 8, 12].map((offset) => this.memory.read32(address + offset));
        if (and(words[0]!, CONTEXT_P) !== 0) found.push({ source: bus * 256 + devfn, address, words });
      }
    }
    return found;
  }

  /** Tables level by level below each context, each table once per domain. */
  private rows(contexts: readonly Context[], most: number): { rows: Row[]; omitted: number } {
    const rows: Row[] = [];
    const seen = new Set<string>();
    let omitted = 0;
    const add = (row: Row): void => {
      const key = `${row.domainId}:${row.address}:${row.level}`;
      if (seen.has(key) || !this.memory.contains(row.address, 4096)) return;
      seen.add(key);
      if (rows.length < most) rows.push(row);
      else omitted += 1;
    };
    for (const { words } of contexts) {
      if (contextTranslationType(words[0]!) === TRANSLATION_PASS_THROUGH) continue;
      const domainId = contextDomainId(words[2]!);
      const level = levelsOfAddressWidth(contextAddressWidth(words[2]!));
      add({ address: entryAddress(words[0]!, words[1]!), level, parent: -1, slot: 0, iovaBase: 0, domainId });
    }
    for (let index = 0; index < rows.length; index++) this.addChildren(rows[index]!, index, add);
    return { rows, omitted };
  }

  private addChildren(row: Row, index: number, add: (row: Row) => void): void {
    if (row.level === 1) return;
    const span = spanOfEntry(row.level);
    for (let slot = 0; slot < ENTRIES; slot++) {
      const low = this.memory.read32(row.address + slot * 8);
      if (and(low, SLPTE_RW) === 0 || isLeaf(low, row.level)) continue;
      const address = entryAddress(low, this.memory.read32(row.address + slot * 8 + 4));
      const iovaBase = row.iovaBase + slot * span;
      add({ address, level: row.level - 1, parent: index, slot, iovaBase, domainId: row.domainId });
    }
  }

  private fillRow(section: TablesSection, row: Row, index: number): void {
    const span = spanOfEntry(row.level);
    let present = 0;
    for (let slot = 0; slot < ENTRIES; slot++) {
      const address = row.address + slot * 8;
      const low = this.memory.read32(address);
      const high = this.memory.read32(address + 4);
      const cell = index * ENTRIES + slot;
      section.words[cell * 2] = low;
      section.words[cell * 2 + 1] = high;
      if (low !== 0 || high !== 0) present += 1;
      const flag = this.written.has(address) ? JUST_WRITTEN : 0;
      section.states[cell] = this.state(row, low, row.iovaBase + slot * span) + flag;
    }
    section.presentCount[index] = present;
  }

  private state(row: Row, low: number, iova: number): number {
    const isPresent = and(low, SLPTE_RW) !== 0;
    if (isPresent && !isLeaf(low, row.level)) return CELL.table;
    if (!isPresent && row.level !== 1) return CELL.empty;
    const unmapped = this.unmapped.isReachableUnmapped(row.domainId, pageNumber(iova));
    if (isPresent && unmapped) {
      const isKept = this.unmapped.isAwaitingTeardown(row.domainId, pageNumber(iova));
      return isKept ? CELL.awaitingTeardown : CELL.awaitingFlush;
    }
    if (isPresent) return CELL.live;
    return unmapped ? CELL.awaitingFlush : CELL.empty;
  }
}

/** Bytes that one entry of a table of `level` covers: level 1 → 4 KiB, 2 → 2 MiB, 3 → 1 GiB, 4 → 512 GiB. */
function spanOfEntry(level: number): number {
  return 2 ** (3 + 9 * level);
}

/** The pointer in RTADDR, from its two halves. */
export function rootPointer(low: number, high: number): number {
  return pageBase(joinHalves(high, low));
}
