import { assert } from '../base/assert.ts';
import { and, highHalf, lowHalf, or } from '../base/bits.ts';
import { PAGE_SIZE } from '../bus/addresses.ts';
import type { FrameAllocator } from '../bus/frame-allocator.ts';
import type { MemoryPort } from '../bus/ports.ts';
import { levelSize, TABLE_ENTRIES } from '../spec/address.ts';
import { entryAddress, isLeaf, SECOND_LEVEL_ENTRY_SIZE, SLPTE_PS, SLPTE_RW } from '../spec/remapping-structures.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';

const ZEROES = new Uint8Array(PAGE_SIZE);

/** What a table of the physical unit is made with. */
export interface HostTablePorts {
  /** The machine's memory. */
  readonly memory: MemoryPort;
  /** Page frames of the hypervisor. */
  readonly frames: FrameAllocator;
  readonly tracer: Tracer;
}

/** Told of a leaf: first IOVA page, HPA, permissions, pages. */
export type ShadowVisitor = (page: number, hpa: number, permissions: number, pages: number) => void;

/** A page frame for a table, wiped. */
export function newHostTable({ memory, frames }: HostTablePorts): number {
  const frame = frames.allocate();
  assert(frame !== undefined, 'a page frame for the hypervisor’s tables');
  memory.writeBytes(frame, ZEROES, PAGE_SIZE);
  return frame;
}

/** A second-level table in host memory for the physical unit: IOVA → HPA. Counts in page numbers. */
export class ShadowTable {
  readonly rootAddress: number;
  readonly levels: number;
  readonly domainId: number;
  /** Leaves there are now. */
  leaves = 0;
  private readonly ports: HostTablePorts;
  /** The leaf table used last, and the region of 512 pages that it serves. */
  private latestRegion = -1;
  private latestTable = 0;

  /** @param levels 3 or 4. @param domainId of the physical unit. */
  constructor(ports: HostTablePorts, levels: number, domainId: number) {
    this.ports = ports;
    this.levels = levels;
    this.domainId = domainId;
    this.rootAddress = newHostTable(ports);
  }

  /** Address of the leaf entry of a page, -1 when there is no leaf table for it. */
  leafEntry(page: number): number {
    const table = this.leafTable(page, false);
    return table < 0 ? -1 : table + (page % TABLE_ENTRIES) * SECOND_LEVEL_ENTRY_SIZE;
  }

  /** Permissions that a page has, 0 when it is not present; its HPA is in `frameAt`. */
  permissionsAt(page: number): number {
    const at = this.leafEntry(page);
    return at < 0 ? 0 : and(this.ports.memory.read32(at), SLPTE_RW);
  }

  /** HPA of a present page. */
  frameAt(page: number): number {
    const { memory } = this.ports;
    const at = this.leafEntry(page);
    return entryAddress(memory.read32(at), memory.read32(at + 4));
  }

  /** Writes the entry of a page. */
  set(page: number, hpa: number, permissions: number): void {
    const table = this.leafTable(page, true);
    const at = table + (page % TABLE_ENTRIES) * SECOND_LEVEL_ENTRY_SIZE;
    if (and(this.ports.memory.read32(at), SLPTE_RW) === 0) this.leaves += 1;
    this.write(at, hpa, permissions, page);
  }

  /** Clears the entry of a present page. */
  clear(page: number): void {
    const { memory, tracer } = this.ports;
    const at = this.leafEntry(page);
    memory.write32(at, 0);
    memory.write32(at + 4, 0);
    this.leaves -= 1;
    tracer.emit(EVENT['shadow-entry-cleared'], page * PAGE_SIZE, at, this.domainId);
  }

  /** Writes a leaf of level 2 or 3 where nothing is yet; for maps of a whole guest. */
  setLarge(page: number, level: number, hpa: number, permissions: number): void {
    const table = this.tableOf(page, level, true);
    const index = Math.floor(page / (levelSize(level) / PAGE_SIZE)) % TABLE_ENTRIES;
    this.leaves += 1;
    this.write(table + index * SECOND_LEVEL_ENTRY_SIZE, hpa, or(permissions, SLPTE_PS), page);
  }

  /** Calls `visit` for every leaf of pages `first` … `last`, in order. */
  forEachLeaf(first: number, last: number, visit: ShadowVisitor): void {
    this.visitBelow(this.rootAddress, this.levels, 0, first, last, visit);
  }

  /** Every page frame of the table, the top one too, is free again. No unit may walk it any more. */
  destroy(): void {
    this.latestRegion = -1;
    this.freeBelow(this.rootAddress, this.levels);
  }

  private leafTable(page: number, make: boolean): number {
    const region = Math.floor(page / TABLE_ENTRIES);
    if (region === this.latestRegion) return this.latestTable;
    const table = this.tableOf(page, 1, make);
    if (table >= 0) {
      this.latestRegion = region;
      this.latestTable = table;
    }
    return table;
  }

  private tableOf(page: number, level: number, make: boolean): number {
    const { memory } = this.ports;
    let table = this.rootAddress;
    for (let at = this.levels; at > level; at--) {
      const span = levelSize(at) / PAGE_SIZE;
      const entry = table + (Math.floor(page / span) % TABLE_ENTRIES) * SECOND_LEVEL_ENTRY_SIZE;
      const low = memory.read32(entry);
      if (and(low, SLPTE_RW) === 0) {
        if (!make) return -1;
        table = newHostTable(this.ports);
        this.write(entry, table, SLPTE_RW, page - (page % span));
      } else if (isLeaf(low, at)) return -1;
      else table = entryAddress(low, memory.read32(entry + 4));
    }
    return table;
  }

  private write(at: number, address: number, flags: number, page: number): void {
    const { memory, tracer } = this.ports;
    memory.write32(at + 4, highHalf(address));
    memory.write32(at, or(lowHalf(address), flags));
    tracer.emit(EVENT['shadow-entry-written'], page * PAGE_SIZE, at, this.domainId);
  }

  private visitBelow(
    table: number,
    level: number,
    base: number,
    first: number,
    last: number,
    visit: ShadowVisitor,
  ): void {
    const { memory } = this.ports;
    const span = levelSize(level) / PAGE_SIZE;
    const from = Math.max(0, Math.floor((first - base) / span));
    const to = Math.min(TABLE_ENTRIES - 1, Math.floor((last - base) / span));
    for (let index = from; index <= to; index++) {
      const low = memory.read32(table + index * SECOND_LEVEL_ENTRY_SIZE);
      if (and(low, SLPTE_RW) === 0) continue;
      const address = entryAddress(low, memory.read32(table + index * SECOND_LEVEL_ENTRY_SIZE + 4));
      const page = base + index * span;
      if (isLeaf(low, level)) visit(page, address, and(low, SLPTE_RW), span);
      else this.visitBelow(address, level - 1, page, first, last, visit);
    }
  }

  private freeBelow(table: number, level: number): void {
    const { memory, frames } = this.ports;
    const tables = level > 1 ? TABLE_ENTRIES : 0;
    for (let index = 0; index < tables; index++) {
      const at = table + index * SECOND_LEVEL_ENTRY_SIZE;
      const low = memory.read32(at);
      if (and(low, SLPTE_RW) === 0 || isLeaf(low, level)) continue;
      this.freeBelow(entryAddress(low, memory.read32(at + 4)), level - 1);
    }
    frames.free(table);
  }
}
