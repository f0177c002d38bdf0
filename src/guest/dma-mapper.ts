import { pageNumber, pageOffset } from '../base/bits.ts';
import { PAGE_SIZE, type Iova } from '../bus/addresses.ts';
import { EVENT } from '../trace/catalogue.ts';
import { permissionsFor, type DmaDirection } from './dma-direction.ts';
import type { AttachedDevice } from './domain-directory.ts';
import type { Domain } from './domain.ts';
import { pagesTouched, type MappingOperations, type ScatterList } from './mapping-operations.ts';
import { BAD_RANGE, NO_TABLE_FRAME, type UnmapOutcome } from './mapping-outcome.ts';
import type { MappingNumber, MappingStrategy } from './mapping-strategy.ts';
import { MAPPING_STATE } from './mapping-table.ts';
import type { StrategySet } from './strategy-set.ts';

/** Longest range of one mapping call, in bytes. */
const MOST_BYTES = 2 ** 40;

/**
 * The DMA mapping layer (Linux `dma-iommu.c`): byte ranges of device drivers to whole pages, checks, events, and the
 * strategy in force for the rest.
 */
export class DmaMapper {
  /** The strategy in force. */
  current: MappingStrategy;
  private readonly operations: MappingOperations;
  private readonly strategies: StrategySet;

  constructor(operations: MappingOperations, strategies: StrategySet) {
    this.operations = operations;
    this.strategies = strategies;
    this.current = strategies.strict;
  }

  /** See `IommuDriver.dmaMap`. */
  map(device: AttachedDevice, gpa: number, length: number, direction: DmaDirection): Iova {
    const { core, counters, tracer } = this.operations.parts;
    if (!isRange(gpa, length)) return this.failMap(BAD_RANGE);
    const { domain } = device;
    const offset = pageOffset(gpa);
    const pages = pageNumber(offset + length + PAGE_SIZE - 1);
    const permissions = permissionsFor(direction);
    const strategy = this.current;
    strategy.visit(core.now);
    let first = strategy.map(domain, pageNumber(gpa), pages, permissions);
    if (first < 0) {
      this.makeRoom(first);
      first = strategy.map(domain, pageNumber(gpa), pages, permissions);
      if (first < 0) return this.failMap(first);
    }
    counters.maps += 1;
    const iova = (first + offset) as Iova;
    tracer.emit(EVENT['iova-mapped'], iova, length, domain.id, device.sourceId);
    return iova;
  }

  /** See `IommuDriver.dmaUnmap`. */
  unmap(device: AttachedDevice, iova: Iova, length: number): UnmapOutcome {
    const { core, mappings, tracer } = this.operations.parts;
    const pages = pageNumber(pageOffset(iova) + length + PAGE_SIZE - 1);
    const m = this.find(device.domain, pageNumber(iova), pages);
    if (m < 0 || mappings.state[m] !== MAPPING_STATE.live) return this.refuse('not-mapped');
    if (mappings.pages[m] !== pages || !(length >= 1)) return this.refuse('length-differs');
    this.endUse(m, pages);
    tracer.emit(EVENT['iova-unmapped'], iova, length, device.domain.id, device.sourceId);
    this.current.visit(core.now);
    return 'unmapped';
  }

  /** See `IommuDriver.dmaMapList`. */
  mapList(device: AttachedDevice, list: ScatterList, direction: DmaDirection, iovas: Float64Array): number {
    const { gpas, lengths, count } = list;
    if (this.current.contiguousLists && count > 1) return this.mapWholeList(device, list, direction, iovas);
    for (let i = 0; i < count; i++) {
      const iova = this.map(device, gpas[i]!, lengths[i]!, direction);
      iovas[i] = iova;
      if (iova >= 0) continue;
      for (let j = i - 1; j >= 0; j--) this.unmap(device, iovas[j]! as Iova, lengths[j]!);
      return iova;
    }
    return count;
  }

  /** See `IommuDriver.dmaUnmapList`. */
  unmapList(device: AttachedDevice, iovas: ArrayLike<number>, lengths: ArrayLike<number>, count: number): UnmapOutcome {
    const { core, mappings, tracer } = this.operations.parts;
    const { domain, sourceId } = device;
    let pages = 0;
    for (let i = 0; i < count; i++) pages += pagesTouched(iovas[i]!, lengths[i]!);
    const whole = count > 1 ? this.find(domain, pageNumber(iovas[0]!), pagesTouched(iovas[0]!, lengths[0]!)) : -1;
    if (whole >= 0 && mappings.state[whole] === MAPPING_STATE.live && mappings.pages[whole] === pages) {
      this.endUse(whole, pages);
      for (let i = 0; i < count; i++) tracer.emit(EVENT['iova-unmapped'], iovas[i]!, lengths[i]!, domain.id, sourceId);
      this.current.visit(core.now);
      return 'unmapped';
    }
    for (let i = 0; i < count; i++) {
      const touched = pagesTouched(iovas[i]!, lengths[i]!);
      const m = this.find(domain, pageNumber(iovas[i]!), touched);
      if (m < 0 || mappings.state[m] !== MAPPING_STATE.live) return this.refuse('not-mapped');
      if (mappings.pages[m] !== touched) return this.refuse('length-differs');
    }
    for (let i = 0; i < count; i++) this.unmap(device, iovas[i]! as Iova, lengths[i]!);
    return 'unmapped';
  }

  /** Unlinks the emptied tables of all domains and frees their frames. Waiting mappings are drained first. */
  reclaimTables(): void {
    const { domains, invalidation } = this.operations.parts;
    this.current.drain();
    for (const domain of domains) {
      if (domain === undefined) continue;
      domain.table.unlinkEmptied();
      if (domain.table.retired.length === 0) continue;
      invalidation.domain(domain.id);
      invalidation.wait();
      domain.table.releaseRetired();
    }
  }

  private mapWholeList(
    device: AttachedDevice,
    list: ScatterList,
    direction: DmaDirection,
    iovas: Float64Array,
  ): number {
    const { core, counters, tracer } = this.operations.parts;
    const { domain, sourceId } = device;
    for (let i = 0; i < list.count; i++) if (!isRange(list.gpas[i]!, list.lengths[i]!)) return this.failMap(BAD_RANGE);
    this.current.visit(core.now);
    const permissions = permissionsFor(direction);
    let m = this.operations.establishList(domain, list, permissions);
    if (m < 0) {
      this.makeRoom(m);
      m = this.operations.establishList(domain, list, permissions);
      if (m < 0) return this.failMap(m as Iova);
    }
    counters.maps += 1;
    let page: number = this.operations.iovaOf(m);
    for (let i = 0; i < list.count; i++) {
      const length = list.lengths[i]!;
      iovas[i] = page + pageOffset(list.gpas[i]!);
      tracer.emit(EVENT['iova-mapped'], iovas[i]!, length, domain.id, sourceId);
      page += pagesTouched(list.gpas[i]!, length) * PAGE_SIZE;
    }
    return list.count;
  }

  /**
   * The mapping that an unmap means. Under pass-through an address means a buffer used untranslated first, otherwise a
   * translated range first: a guest with memory above 3 GiB may have both at one address after a switch.
   */
  private find(domain: Domain, page: number, pages: number): MappingNumber {
    const { mappings } = this.operations.parts;
    if (this.current !== this.strategies.passthrough) {
      const m = mappings.findByIova(domain.slot, page);
      if (m >= 0) return m;
    }
    const untranslated = mappings.findUntranslated(domain.slot, page, pages);
    return untranslated >= 0 ? untranslated : mappings.findByIova(domain.slot, page);
  }

  private endUse(m: MappingNumber, pages: number): void {
    const { counters, mappings } = this.operations.parts;
    counters.unmaps += 1;
    counters.pagesUnmapped += pages;
    const strategy = mappings.untranslated[m] === 1 ? this.strategies.passthrough : this.current;
    strategy.unmap(m);
  }

  /** After a failed map: gets back what waits, and empty tables when frames were short. */
  private makeRoom(failure: number): void {
    if (failure === NO_TABLE_FRAME) this.reclaimTables();
    else this.current.drain();
  }

  private failMap(failure: Iova): Iova {
    this.operations.parts.counters.failedMaps += 1;
    return failure;
  }

  private refuse(outcome: UnmapOutcome): UnmapOutcome {
    this.operations.parts.counters.refusedUnmaps += 1;
    return outcome;
  }
}

function isRange(gpa: number, length: number): boolean {
  return gpa >= 0 && length >= 1 && length <= MOST_BYTES && gpa + length <= 2 ** 52;
}
