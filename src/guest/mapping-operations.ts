import { pageOffset, pageNumber } from '../base/bits.ts';
import { PAGE_SIZE, type Iova } from '../bus/addresses.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ACT } from '../config/acts.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Domain } from './domain.ts';
import type { DriverCounters } from './driver-counters.ts';
import type { DriverTunables } from './driver-options.ts';
import { NO_IOVA, NO_TABLE_FRAME } from './mapping-outcome.ts';
import type { MappingQueue } from './mapping-queue.ts';
import type { MappingNumber } from './mapping-strategy.ts';
import { SCATTERED, type MappingTable } from './mapping-table.ts';
import type { RangeInvalidation } from './range-invalidation.ts';

/** What the strategies work on. */
export interface OperationParts {
  readonly core: CpuCore;
  readonly tracer: Tracer;
  readonly mappings: MappingTable;
  readonly counters: DriverCounters;
  readonly invalidation: RangeInvalidation;
  /** CAP.CM: not-present entries may be cached, so a map invalidates too. */
  readonly cachingMode: boolean;
  /** By domain slot. */
  readonly domains: readonly (Domain | undefined)[];
  /** Read at each use: they may be adjusted while the driver runs. */
  readonly tunables: DriverTunables;
}

/** A scatter list: addresses and lengths in bytes. */
export interface ScatterList {
  readonly gpas: ArrayLike<number>;
  readonly lengths: ArrayLike<number>;
  readonly count: number;
}

/** 4 KiB pages that a range of bytes touches. */
export function pagesTouched(address: number, length: number): number {
  return pageNumber(pageOffset(address) + length + PAGE_SIZE - 1);
}

/** The steps that strategies are made of: each is what a strict map or unmap does, in its order and at its price. */
export class MappingOperations {
  readonly parts: OperationParts;
  private readonly seenDomains = new Uint8Array(0x1_0000);

  constructor(parts: OperationParts) {
    this.parts = parts;
  }

  /**
   * A new mapping: allocates a range, writes its entries and, in caching mode, invalidates what was not present.
   * @returns its number, or NO_IOVA or NO_TABLE_FRAME with nothing changed.
   */
  establish(domain: Domain, gpaPage: number, pages: number, permissions: number): MappingNumber {
    const iovaPage = this.allocate(domain, pages);
    if (iovaPage < 0) return NO_IOVA;
    const retired = domain.table.retired.length;
    const failure = domain.table.map(iovaPage, gpaPage, pages, permissions);
    if (failure < 0) return this.giveUp(domain, iovaPage, pages, 0, retired);
    return this.begin(domain, iovaPage, gpaPage, pages, permissions, retired);
  }

  /**
   * A new mapping of a scatter list: one range, each segment on pages of its own, one after another, as Linux
   * `iommu_dma_map_sg` lays them out.
   */
  establishList(domain: Domain, list: ScatterList, permissions: number): MappingNumber {
    let pages = 0;
    for (let i = 0; i < list.count; i++) pages += pagesTouched(list.gpas[i]!, list.lengths[i]!);
    const iovaPage = this.allocate(domain, pages);
    if (iovaPage < 0) return NO_IOVA;
    const retired = domain.table.retired.length;
    let done = 0;
    for (let i = 0; i < list.count; i++) {
      const count = pagesTouched(list.gpas[i]!, list.lengths[i]!);
      const failure = domain.table.map(iovaPage + done, pageNumber(list.gpas[i]!), count, permissions);
      if (failure < 0) return this.giveUp(domain, iovaPage, pages, done, retired);
      done += count;
    }
    const gpaPage = list.count === 1 ? pageNumber(list.gpas[0]!) : SCATTERED;
    return this.begin(domain, iovaPage, gpaPage, pages, permissions, retired);
  }

  /** First IOVA of a mapping. */
  iovaOf(m: MappingNumber): Iova {
    return (this.parts.mappings.iovaPage[m]! * PAGE_SIZE) as Iova;
  }

  /** Drops one of several uses of a live mapping. False when it was the last one (which is left in place). */
  dropShare(m: MappingNumber): boolean {
    const { mappings, core } = this.parts;
    if (mappings.references[m]! <= 1) return false;
    core.charge(ACT['let-go']);
    mappings.references[m]! -= 1;
    return true;
  }

  /** Takes a mapping out of use: nobody finds it any more, its entries are as they were. */
  endUse(m: MappingNumber): void {
    const { mappings, counters } = this.parts;
    mappings.references[m] = 0;
    mappings.unshare(m);
    counters.noLongerLive(mappings.pages[m]!);
  }

  /** Clears the entries of a mapping. The unit may go on translating until it is invalidated. */
  clear(m: MappingNumber): void {
    const { core, mappings } = this.parts;
    const { table } = this.domainOf(m);
    const retired = table.retired.length;
    core.charge(ACT['find-iova']);
    table.unmap(mappings.iovaPage[m]!, mappings.pages[m]!);
    mappings.unlinkedTables[m] = table.retired.length > retired ? 1 : 0;
  }

  /** Asks for the range of a cleared mapping to be forgotten. */
  requestInvalidation(m: MappingNumber): void {
    const { mappings, invalidation } = this.parts;
    const leafOnly = mappings.unlinkedTables[m] === 0;
    invalidation.pages(this.domainOf(m).id, mappings.iovaPage[m]!, mappings.pages[m]!, leafOnly);
  }

  /**
   * Invalidates for all mappings of a queue and waits. Caching mode: one page-selective request each, since a wide one
   * would make an emulator look at all its entries again (Amit, Linux commit 78d5f0f500e6). Otherwise one for all:
   * page-selective when there is a single mapping and `narrow`, else of the scope that the tunables name.
   */
  invalidateAll(queue: MappingQueue, narrow: boolean): void {
    const { invalidation, cachingMode, tunables } = this.parts;
    if (queue.length === 0) return;
    if (cachingMode || (narrow && queue.length === 1)) {
      for (let m = queue.oldest; m >= 0; m = queue.behind(m)) this.requestInvalidation(m);
    } else if (tunables.flushScope === 'global') invalidation.global();
    else this.requestDomains(queue);
    invalidation.wait();
    for (const domain of this.parts.domains) domain?.table.releaseRetired();
  }

  /** Gives the range of a cleared and invalidated mapping back and ends the mapping object. */
  release(m: MappingNumber): void {
    const { core, mappings } = this.parts;
    core.charge(ACT['free-iova']);
    this.domainOf(m).iovas.free(mappings.iovaPage[m]!, mappings.pages[m]!);
    core.charge(ACT['book-keep']);
    mappings.remove(m);
  }

  /** The domain that a mapping belongs to. */
  domainOf(m: MappingNumber): Domain {
    return this.parts.domains[this.parts.mappings.domain[m]!]!;
  }

  private allocate(domain: Domain, pages: number): number {
    this.parts.core.charge(ACT['allocate-iova']);
    domain.table.largePages = this.parts.tunables.largePages;
    return domain.iovas.allocate(pages);
  }

  private giveUp(domain: Domain, iovaPage: number, pages: number, done: number, retired: number): MappingNumber {
    if (done > 0) domain.table.unmap(iovaPage, done);
    this.invalidateNew(domain, iovaPage, pages, retired);
    domain.iovas.free(iovaPage, pages);
    return NO_TABLE_FRAME;
  }

  private begin(
    domain: Domain,
    iovaPage: number,
    gpaPage: number,
    pages: number,
    permissions: number,
    retired: number,
  ): MappingNumber {
    this.invalidateNew(domain, iovaPage, pages, retired);
    this.parts.counters.becameLive(pages);
    return this.parts.mappings.create(domain.slot, iovaPage, gpaPage, pages, permissions);
  }

  /** What a change of not-present entries needs: an invalidation in caching mode, or when a leaf replaced a table. */
  private invalidateNew(domain: Domain, iovaPage: number, pages: number, retired: number): void {
    const { cachingMode, invalidation } = this.parts;
    if (!cachingMode && domain.table.retired.length === retired) return;
    invalidation.pages(domain.id, iovaPage, pages, false);
    invalidation.wait();
    domain.table.releaseRetired(retired);
  }

  private requestDomains(queue: MappingQueue): void {
    const { mappings, invalidation } = this.parts;
    for (let m = queue.oldest; m >= 0; m = queue.behind(m)) {
      const slot = mappings.domain[m]!;
      if (this.seenDomains[slot] === 1) continue;
      this.seenDomains[slot] = 1;
      invalidation.domain(this.domainOf(m).id);
    }
    for (let m = queue.oldest; m >= 0; m = queue.behind(m)) this.seenDomains[mappings.domain[m]!] = 0;
  }
}
