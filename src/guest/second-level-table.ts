import { and, highHalf, lowHalf, or } from '../base/bits.ts';
import { PAGE_SIZE, type DomainId } from '../bus/addresses.ts';
import type { FrameAllocator } from '../bus/frame-allocator.ts';
import type { MemoryPort } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ACT } from '../config/acts.ts';
import { TABLE_ENTRIES } from '../spec/address.ts';
import { entryAddress, isLeaf, SECOND_LEVEL_ENTRY_SIZE, SLPTE_PS, SLPTE_RW } from '../spec/remapping-structures.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { NO_TABLE_FRAME } from './mapping-outcome.ts';
import { forEachLeaf, forEachTable, hasLeaf, lookup, SPAN, type LeafVisitor } from './second-level-walk.ts';

/** Something in the range is mapped already; nothing was changed. */
export const OVERLAP = -4;

/** What a table needs of the world. */
export interface TablePorts {
  readonly memory: MemoryPort;
  readonly frames: FrameAllocator;
  readonly core: CpuCore;
  readonly tracer: Tracer;
}

export interface TableShape {
  readonly levels: 3 | 4;
  /** Page sizes besides 4 KiB that the unit has (CAP.SLLPS). */
  readonly pages2M: boolean;
  readonly pages1G: boolean;
}

const ZEROES = new Uint8Array(PAGE_SIZE);
/** Places of the cache of leaf tables. */
const CACHED_TABLES = 64;

/**
 * The second-level page table of one domain, as words in memory that an IOMMU walks (Linux `drivers/iommu/intel/iommu.c`:
 * `__domain_mapping`, `dma_pte_clear_level`). Counts in page numbers.
 *
 * Tables are made on demand. As in Linux, a table that runs empty stays where it is and will be used again: a lone mapping
 * would otherwise build and free three tables for each packet. A table is unlinked when an unmap covers all it spans, when
 * a large leaf takes its place, or by `unlinkEmptied`. The frames of unlinked tables may still be walked until an
 * invalidation, so they go to `retired` and the caller frees them after it.
 */
export class SecondLevelTable {
  /** Address of the top table. */
  readonly rootAddress: number;
  readonly shape: TableShape;
  /** Whether leaves larger than 4 KiB are written from now on. */
  largePages = false;
  /** Frames of unlinked tables, to be freed by `releaseRetired` after an invalidation. */
  readonly retired: number[] = [];
  private readonly ports: TablePorts;
  private readonly domainId: DomainId;
  /** Leaf tables found lately: the 2 MiB region and the address of its table. */
  private readonly cachedRegion = new Float64Array(CACHED_TABLES).fill(-1);
  private readonly cachedTable = new Float64Array(CACHED_TABLES);

  /** @param rootAddress a page frame from `ports.frames`; cleared here. */
  constructor(ports: TablePorts, shape: TableShape, domainId: DomainId, rootAddress: number) {
    this.ports = ports;
    this.shape = shape;
    this.domainId = domainId;
    this.rootAddress = rootAddress;
    ports.memory.writeBytes(rootAddress, ZEROES, PAGE_SIZE);
  }

  /**
   * Writes entries so that `pages` pages at `iovaPage` lead to those at `gpaPage`.
   * @returns 0, or NO_TABLE_FRAME or OVERLAP, after which no leaf of the range has changed.
   */
  map(iovaPage: number, gpaPage: number, pages: number, permissions: number): number {
    let done = 0;
    while (done < pages) {
      const page = iovaPage + done;
      const level = this.largePages ? this.largestLevel(page, gpaPage + done, pages - done) : 1;
      const span = SPAN[level];
      const entry = this.entryFor(page, level);
      const failure = entry < 0 ? entry : this.makeRoom(entry, level);
      if (failure < 0) {
        if (done > 0) this.unmap(iovaPage, done);
        return failure;
      }
      const flags = level === 1 ? permissions : or(permissions, SLPTE_PS);
      this.write(entry, (gpaPage + done) * PAGE_SIZE, flags, page);
      done += span;
    }
    return 0;
  }

  /**
   * Clears every leaf that maps a page of the range. A large leaf goes as a whole, even when the range covers part of it
   * (as Linux does).
   * @returns pages that are no longer mapped.
   */
  unmap(iovaPage: number, pages: number): number {
    const region = Math.floor(iovaPage / TABLE_ENTRIES);
    const place = region % CACHED_TABLES;
    const index = iovaPage % TABLE_ENTRIES;
    if (this.cachedRegion[place] === region && index + pages <= TABLE_ENTRIES && pages < TABLE_ENTRIES)
      return this.clearLeaves(this.cachedTable[place]!, region, index, index + pages);
    return this.clearBelow(this.rootAddress, this.shape.levels, 0, iovaPage, iovaPage + pages - 1);
  }

  /** GPA that an IOVA leads to, -1 when it is not mapped. */
  lookup(iova: number): number {
    return lookup(this.ports.memory, this.rootAddress, this.shape.levels, iova);
  }

  /** Calls `visit` for every leaf, in the order of the IOVA. */
  forEachLeaf(visit: LeafVisitor): void {
    forEachLeaf(this.ports.memory, this.rootAddress, this.shape.levels, 0, visit);
  }

  /** Frees what `retired` holds from `from` on. Call it only after an invalidation that covers those tables. */
  releaseRetired(from = 0): void {
    if (this.retired.length <= from) return;
    for (let i = from; i < this.retired.length; i++) this.ports.frames.free(this.retired[i]!);
    this.retired.length = from;
  }

  /** Unlinks every table without entries; their frames go to `retired`. */
  unlinkEmptied(): void {
    this.sweep(this.rootAddress, this.shape.levels, 0);
    this.cachedRegion.fill(-1);
  }

  /** Gives all frames back, the top one too. No IOMMU may still walk them. */
  destroy(): void {
    this.releaseRetired();
    this.freeTables(this.rootAddress, this.shape.levels);
  }

  private largestLevel(page: number, gpaPage: number, pages: number): 1 | 2 | 3 {
    for (const level of [3, 2] as const) {
      const span = SPAN[level];
      const has = level === 3 ? this.shape.pages1G : this.shape.pages2M;
      if (has && pages >= span && page % span === 0 && gpaPage % span === 0) return level;
    }
    return 1;
  }

  /** Address of the entry of `level` for a page; tables above it are made as needed. Or a failure. */
  private entryFor(page: number, level: number): number {
    const region = Math.floor(page / TABLE_ENTRIES);
    const place = region % CACHED_TABLES;
    if (level === 1 && this.cachedRegion[place] === region)
      return this.cachedTable[place]! + (page % TABLE_ENTRIES) * SECOND_LEVEL_ENTRY_SIZE;
    const { memory } = this.ports;
    let table = this.rootAddress;
    for (let at: number = this.shape.levels; at > level; at--) {
      const entry = table + (Math.floor(page / SPAN[at]!) % TABLE_ENTRIES) * SECOND_LEVEL_ENTRY_SIZE;
      const low = memory.read32(entry);
      if (and(low, SLPTE_RW) === 0) {
        const frame = this.ports.frames.allocate();
        if (frame === undefined) return NO_TABLE_FRAME;
        memory.writeBytes(frame, ZEROES, PAGE_SIZE);
        this.write(entry, frame, SLPTE_RW, page - (page % SPAN[at]!));
        table = frame;
      } else if (isLeaf(low, at)) return OVERLAP;
      else table = entryAddress(low, memory.read32(entry + 4));
    }
    if (level === 1) {
      this.cachedRegion[place] = region;
      this.cachedTable[place] = table;
    }
    return table + (Math.floor(page / SPAN[level]!) % TABLE_ENTRIES) * SECOND_LEVEL_ENTRY_SIZE;
  }

  /** Sees to it that an entry is free to become a leaf: tables without entries give way to a large leaf. */
  private makeRoom(entry: number, level: number): number {
    const { memory } = this.ports;
    const low = memory.read32(entry);
    if (and(low, SLPTE_RW) === 0) return 0;
    if (isLeaf(low, level)) return OVERLAP;
    const below = entryAddress(low, memory.read32(entry + 4));
    if (hasLeaf(memory, below, level - 1)) return OVERLAP;
    this.retireTables(below, level - 1);
    this.cachedRegion.fill(-1);
    return 0;
  }

  private write(entry: number, address: number, flags: number, page: number): void {
    const { core, memory, tracer } = this.ports;
    core.charge(ACT['write-entry']);
    // The half with the present bits last: a walk may read the entry in between.
    memory.write32(entry + 4, highHalf(address));
    memory.write32(entry, or(lowHalf(address), flags));
    tracer.emit(EVENT['entry-written'], page * PAGE_SIZE, entry, this.domainId);
  }

  private clear(entry: number, page: number): void {
    const { core, memory, tracer } = this.ports;
    core.charge(ACT['clear-entry']);
    memory.write32(entry, 0);
    memory.write32(entry + 4, 0);
    tracer.emit(EVENT['entry-cleared'], page * PAGE_SIZE, entry, this.domainId);
  }

  private clearLeaves(table: number, region: number, from: number, to: number): number {
    const { memory } = this.ports;
    let removed = 0;
    for (let index = from; index < to; index++) {
      const entry = table + index * SECOND_LEVEL_ENTRY_SIZE;
      if (and(memory.read32(entry), SLPTE_RW) === 0) continue;
      this.clear(entry, region * TABLE_ENTRIES + index);
      removed += 1;
    }
    return removed;
  }

  /** Clears pages `first` … `last` in a table whose first page is `base`. @returns pages no longer mapped. */
  private clearBelow(table: number, level: number, base: number, first: number, last: number): number {
    const { memory } = this.ports;
    const span = SPAN[level]!;
    const from = Math.max(0, Math.floor((first - base) / span));
    const to = Math.min(TABLE_ENTRIES - 1, Math.floor((last - base) / span));
    if (level === 1) return this.clearLeaves(table, base / TABLE_ENTRIES, from, to + 1);
    let removed = 0;
    for (let index = from; index <= to; index++) {
      const entry = table + index * SECOND_LEVEL_ENTRY_SIZE;
      const low = memory.read32(entry);
      if (and(low, SLPTE_RW) === 0) continue;
      const page = base + index * span;
      if (isLeaf(low, level)) {
        this.clear(entry, page);
        removed += span;
        continue;
      }
      const below = entryAddress(low, memory.read32(entry + 4));
      removed += this.clearBelow(below, level - 1, page, first, last);
      if (page >= first && page + span - 1 <= last) this.unlink(entry, below, level - 1, page);
    }
    return removed;
  }

  private unlink(entry: number, table: number, level: number, page: number): void {
    this.clear(entry, page);
    this.retireTables(table, level);
    this.cachedRegion.fill(-1);
  }

  /** Unlinks the empty tables below one. @returns whether anything is left in it. */
  private sweep(table: number, level: number, base: number): boolean {
    const { memory } = this.ports;
    let any = false;
    for (let index = 0; index < TABLE_ENTRIES; index++) {
      const entry = table + index * SECOND_LEVEL_ENTRY_SIZE;
      const low = memory.read32(entry);
      if (and(low, SLPTE_RW) === 0) continue;
      const page = base + index * SPAN[level]!;
      const below = entryAddress(low, memory.read32(entry + 4));
      if (isLeaf(low, level) || this.sweep(below, level - 1, page)) any = true;
      else this.unlink(entry, below, level - 1, page);
    }
    return any;
  }

  private retireTables(table: number, level: number): void {
    forEachTable(this.ports.memory, table, level, (frame) => this.retired.push(frame));
  }

  private freeTables(table: number, level: number): void {
    forEachTable(this.ports.memory, table, level, (frame) => this.ports.frames.free(frame));
  }
}
