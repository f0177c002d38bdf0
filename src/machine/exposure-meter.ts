import { pageNumber } from '../base/bits.ts';
import { PAGE_SIZE } from '../bus/addresses.ts';
import { PS_PER_MS, type Time } from '../clock/time.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';

/** IOVA page just below 4 GiB: the driver's allocator goes down from here, so pages are kept by their distance from it. */
const TOP_PAGE = 0xf_ffff;

/** Whether a cache of the unit still answers for a page. */
export type CachedProbe = (domainId: number, iova: number) => boolean;

/** Bytes of the page that the IOTLB holds for an address and is about to let go. */
export type CachedSize = (domainId: number, iova: number) => number;

/** What still answers for a page, besides what an event has just said to be gone. On bare metal there is no shadow. */
export interface HeldProbe {
  readonly byIotlb: CachedProbe;
  readonly byShadow: CachedProbe;
}
const NOT_HELD: HeldProbe = { byIotlb: () => false, byShadow: () => false };

/** One number for a domain (16 bits) and a page (36 bits). */
function keyOf(domainId: number, page: number): number {
  return domainId * 2 ** 36 + page;
}

/** Why a page is reachable: only an IOTLB answers, or the tables still map it. */
const CACHED = 1;
const MAPPED = 2;

/** Pages of one domain that DMA can still reach although the driver has unmapped them. */
class DomainPages {
  /** Since when a page is reachable though unmapped (ps), by TOP_PAGE - page. Meaningful where `why` is not 0. */
  private since = new Float64Array(1024);
  private why = new Uint8Array(1024);

  /** 0, CACHED or MAPPED. */
  reason(page: number): number {
    const index = TOP_PAGE - page;
    return index < this.why.length ? this.why[index]! : 0;
  }

  sinceOf(page: number): number {
    return this.since[TOP_PAGE - page]!;
  }

  set(page: number, reason: number, since: number): void {
    const index = TOP_PAGE - page;
    if (index >= this.why.length) this.grow(index + 1);
    this.why[index] = reason;
    this.since[index] = since;
  }

  private grow(length: number): void {
    const size = Math.max(length, this.why.length * 2);
    const since = new Float64Array(size);
    since.set(this.since);
    this.since = since;
    const why = new Uint8Array(size);
    why.set(this.why);
    this.why = why;
  }
}

/**
 * Measures exposure by reachability: a page counts from the moment its unmap returns for as long as a DMA to it would
 * still go through, by a table that still maps it (awaiting teardown) or by an IOTLB or a shadow table that still answers
 * (awaiting flush). Fed by the event stream, asks the unit and the hypervisor only whether they still hold a page.
 */
export class ExposureMeter {
  /** Pages reachable though unmapped, now. */
  reachable = 0;
  peak = 0;
  /** Longest time one page was reachable after its unmap, ps, among windows that have ended. */
  longestWindow = 0;
  staleHits = 0;
  private area = 0;
  private areaUpTo = 0;
  /** By domain-id, which are small numbers. */
  private readonly domains: (DomainPages | undefined)[] = [];
  /** Pages of waiting mappings longer than one, by domain and first page, for events that name only that. */
  private readonly lengths = new Map<number, number>();
  private readonly clock: { readonly now: Time };
  private readonly isCached: CachedProbe;
  private readonly cachedBytes: CachedSize;
  private readonly held: HeldProbe;

  constructor(
    tracer: Tracer,
    clock: { readonly now: Time },
    isCached: CachedProbe,
    domainOf: (sourceId: number) => number,
    cachedBytes: CachedSize = () => PAGE_SIZE,
    held = NOT_HELD,
  ) {
    this.clock = clock;
    this.isCached = isCached;
    this.cachedBytes = cachedBytes;
    this.held = held;
    tracer.listen(EVENT['iova-unmapped'], (iova, bytes, domain) => this.unmapped(iova, bytes, domain));
    tracer.listen(EVENT['teardown-queue-joined'], (iova, pages, domain) => this.kept(iova, pages, domain));
    tracer.listen(EVENT['iova-reused'], (iova, _age, domain) => this.returned(iova, domain));
    tracer.listen(EVENT['mapping-torn-down'], (iova, _cause, domain) => this.returned(iova, domain));
    tracer.listen(EVENT['iotlb-evicted'], (iova, _hpa, domain) => this.uncached(iova, domain));
    tracer.listen(EVENT['iotlb-dropped'], (iova, _hpa, domain) => this.uncached(iova, domain));
    tracer.listen(EVENT['shadow-entry-cleared'], (iova, _address, domain) => {
      if (!this.held.byIotlb(domain, iova)) this.forget(domain, pageNumber(iova));
    });
    tracer.listen(EVENT['dma-completed'], (iova, bytes, _domain, source) => {
      if (this.reachable === 0) return;
      const domain = domainOf(source);
      if (!this.isReachableUnmapped(domain, pageNumber(iova))) return;
      this.staleHits += 1;
      tracer.emit(EVENT['stale-hit'], iova, bytes, domain, source);
    });
  }

  /** Page·milliseconds of exposure up to now. */
  get pageMilliseconds(): number {
    return (this.area + this.reachable * (this.clock.now - this.areaUpTo)) / PS_PER_MS;
  }

  isReachableUnmapped(domainId: number, iovaPage: number): boolean {
    return iovaPage <= TOP_PAGE && (this.domains[domainId]?.reason(iovaPage) ?? 0) !== 0;
  }

  /** Whether the driver itself still keeps such a page mapped (optimistic teardown). */
  isAwaitingTeardown(domainId: number, iovaPage: number): boolean {
    return iovaPage <= TOP_PAGE && this.domains[domainId]?.reason(iovaPage) === MAPPED;
  }

  /** Time since the driver unmapped a page that is still reachable, ps; -1 when it is not such a page. */
  windowOf(domainId: number, iovaPage: number): number {
    if (!this.isReachableUnmapped(domainId, iovaPage)) return -1;
    return this.clock.now - this.domains[domainId]!.sinceOf(iovaPage);
  }

  private unmapped(iova: number, bytes: number, domainId: number): void {
    const first = pageNumber(iova);
    const last = pageNumber(iova + Math.max(bytes, 1) - 1);
    const pages = this.domains[domainId];
    for (let page = first; page <= last; page++) {
      // What the tables still map is in already.
      const isIn = pages !== undefined && page <= TOP_PAGE && pages.reason(page) !== 0;
      if (!isIn && this.isCached(domainId, page * PAGE_SIZE)) this.enter(domainId, page, CACHED);
    }
  }

  private kept(iova: number, pages: number, domainId: number): void {
    const first = pageNumber(iova);
    if (pages > 1) this.lengths.set(keyOf(domainId, first), pages);
    for (let page = first; page < first + pages; page++) this.enter(domainId, page, MAPPED);
  }

  private returned(iova: number, domainId: number): void {
    const first = pageNumber(iova);
    const pages = this.lengths.size === 0 ? 1 : (this.lengths.get(keyOf(domainId, first)) ?? 1);
    if (pages > 1) this.lengths.delete(keyOf(domainId, first));
    for (let page = first; page < first + pages; page++) this.leave(domainId, page);
  }

  /** A cached translation is gone. While the tables still map the page it stays reachable. */
  private uncached(iova: number, domainId: number): void {
    if (this.reachable === 0) return;
    const pages = this.domains[domainId];
    if (pages === undefined) return;
    const first = pageNumber(iova);
    const last = first + this.cachedBytes(domainId, iova) / PAGE_SIZE;
    for (let page = first; page < last; page++) {
      if (pages.reason(page) === CACHED && !this.held.byShadow(domainId, page * PAGE_SIZE)) this.leave(domainId, page);
    }
  }

  /** The shadow has let a page go that no IOTLB answers for either. */
  private forget(domainId: number, page: number): void {
    if (this.reachable > 0 && this.domains[domainId]?.reason(page) === CACHED) this.leave(domainId, page);
  }

  private enter(domainId: number, page: number, reason: number): void {
    if (page > TOP_PAGE) return;
    let pages = this.domains[domainId];
    if (pages === undefined) {
      pages = new DomainPages();
      this.domains[domainId] = pages;
    }
    const before = pages.reason(page);
    if (before !== 0) {
      if (reason > before) pages.set(page, reason, pages.sinceOf(page));
      return;
    }
    this.advance();
    pages.set(page, reason, this.clock.now);
    this.reachable += 1;
    if (this.reachable > this.peak) this.peak = this.reachable;
  }

  private leave(domainId: number, page: number): void {
    const pages = this.domains[domainId];
    if (page > TOP_PAGE || pages === undefined || pages.reason(page) === 0) return;
    this.advance();
    this.longestWindow = Math.max(this.longestWindow, this.clock.now - pages.sinceOf(page));
    pages.set(page, 0, 0);
    this.reachable -= 1;
  }

  private advance(): void {
    const now = this.clock.now;
    this.area += this.reachable * (now - this.areaUpTo);
    this.areaUpTo = now;
  }
}
