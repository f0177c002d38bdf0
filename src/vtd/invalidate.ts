import { andNot, lowHalf, shiftRight } from '../base/bits.ts';
import { MAX_ADDRESS_MASK } from '../spec/capability.ts';
import {
  CONTEXT_DEVICE,
  CONTEXT_DOMAIN,
  CONTEXT_GLOBAL,
  IOTLB_DOMAIN,
  IOTLB_GLOBAL,
  IOTLB_PAGES,
} from '../spec/invalidation.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { ContextCache } from './context-cache.ts';
import type { Iotlb } from './iotlb.ts';

/**
 * What invalidation commands act upon. The unit's own caches are one; a hypervisor that emulates a unit puts its shadow
 * tables here.
 */
export interface InvalidationTarget {
  /**
   * @param granularity CONTEXT_…, @param functionMask 0 … 3, for device granularity.
   * @returns the granularity performed; 0 = the command was malformed and nothing was done.
   */
  invalidateContext(granularity: number, domainId: number, sourceId: number, functionMask: number): number;
  /**
   * @param granularity IOTLB_…, @param address of the first page; bits below 2^`addressMask` pages do not count.
   * @returns the granularity performed; 0 = the command was malformed and nothing was done.
   */
  invalidateIotlb(granularity: number, domainId: number, address: number, addressMask: number): number;
  /**
   * Whether what was asked for last is still being carried out. The unit then reports it complete only when
   * `RemappingUnit.resume` is called. Absent: complete at return. For units without a timing of their own.
   */
  readonly isWorking?: boolean;
}

/** Carries out invalidations on the unit's caches (section 6.5). */
export class CacheInvalidation implements InvalidationTarget {
  private readonly contexts: ContextCache;
  private readonly iotlb: Iotlb;
  private readonly tracer: Tracer;

  constructor(contexts: ContextCache, iotlb: Iotlb, tracer: Tracer) {
    this.contexts = contexts;
    this.iotlb = iotlb;
    this.tracer = tracer;
  }

  /**
   * Device granularity goes by source-id alone: the domain-id that software gives with it may be any, and more than was
   * asked for may always be invalidated.
   */
  invalidateContext(granularity: number, domainId: number, sourceId: number, functionMask: number): number {
    if (granularity === CONTEXT_GLOBAL) this.contexts.dropAll();
    else if (granularity === CONTEXT_DOMAIN) this.contexts.dropDomain(domainId);
    else if (granularity === CONTEXT_DEVICE) this.contexts.dropDevice(sourceId, functionMask);
    else return 0;
    this.tracer.emit(EVENT['context-invalidated'], 0, granularity, domainId, sourceId);
    return granularity;
  }

  invalidateIotlb(granularity: number, domainId: number, address: number, addressMask: number): number {
    if (granularity === IOTLB_GLOBAL) {
      this.tracer.emit(EVENT['global-invalidated'], 0, this.iotlb.dropAll());
    } else if (granularity === IOTLB_DOMAIN) {
      this.tracer.emit(EVENT['domain-invalidated'], 0, this.iotlb.dropDomain(domainId), domainId);
    } else if (granularity === IOTLB_PAGES && addressMask <= MAX_ADDRESS_MASK) {
      const pages = 2 ** addressMask;
      const first = firstPageOf(address, addressMask);
      this.iotlb.dropRange(domainId, first, pages * 4096);
      this.tracer.emit(EVENT['pages-invalidated'], first, pages, domainId);
    } else {
      return 0;
    }
    return granularity;
  }

  /** Empties both caches: root-table pointer or translation enable changed. */
  dropAll(): void {
    this.contexts.dropAll();
    if (this.iotlb.size > 0) this.invalidateIotlb(IOTLB_GLOBAL, 0, 0, 0);
  }
}

/** Start of the naturally aligned run of 2^`addressMask` pages (mask at most 18: 1 GiB) that holds `address`. */
function firstPageOf(address: number, addressMask: number): number {
  const low = lowHalf(address);
  const offsetInRun = low - andNot(low, shiftRight(0xffff_ffff, 20 - addressMask));
  return address - offsetInRun;
}
