import { PAGE_SIZE, type DomainId } from '../bus/addresses.ts';
import type { Capabilities } from '../spec/capability.ts';
import { IOTLB_DOMAIN, IOTLB_GLOBAL, IOTLB_PAGES } from '../spec/invalidation.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { InvalidationRequester } from './invalidation-requester.ts';

/**
 * The smallest address mask whose aligned 2^mask pages cover a range (Linux `calculate_psi_aligned_address`).
 * @param iovaPage first page number, @param pages 1 or more.
 */
export function coveringAddressMask(iovaPage: number, pages: number): number {
  const last = iovaPage + pages - 1;
  let mask = 0;
  let size = 1;
  while (Math.floor(iovaPage / size) !== Math.floor(last / size)) {
    mask += 1;
    size *= 2;
  }
  return mask;
}

/** Chooses granularities for ranges, as Linux does, and says in the trace what is asked for. */
export class RangeInvalidation {
  private readonly requester: InvalidationRequester;
  private readonly tracer: Tracer;
  private readonly pageSelective: boolean;
  private readonly maxAddressMask: number;

  constructor(requester: InvalidationRequester, capabilities: Capabilities, tracer: Tracer) {
    this.requester = requester;
    this.tracer = tracer;
    this.pageSelective = capabilities.pageSelective;
    this.maxAddressMask = capabilities.maxAddressMask;
  }

  /**
   * Asks for one range to be forgotten: one page-selective request that covers it, or a domain-selective one when the unit
   * lacks them or the range is beyond MAMV. `leafOnly`: no table was unlinked.
   */
  pages(domainId: DomainId, iovaPage: number, pages: number, leafOnly: boolean): void {
    const mask = coveringAddressMask(iovaPage, pages);
    if (!this.pageSelective || mask > this.maxAddressMask) {
      this.domain(domainId);
      return;
    }
    const size = 2 ** mask;
    const iova = Math.floor(iovaPage / size) * size * PAGE_SIZE;
    this.tracer.emit(EVENT['invalidation-submitted'], iova, IOTLB_PAGES, domainId);
    this.requester.request(IOTLB_PAGES, domainId, iova, mask, leafOnly);
  }

  /** Asks for a whole domain to be forgotten. */
  domain(domainId: DomainId): void {
    this.tracer.emit(EVENT['invalidation-submitted'], 0, IOTLB_DOMAIN, domainId);
    this.requester.request(IOTLB_DOMAIN, domainId, 0, 0, false);
  }

  /** Asks for everything to be forgotten. */
  global(): void {
    this.tracer.emit(EVENT['invalidation-submitted'], 0, IOTLB_GLOBAL);
    this.requester.request(IOTLB_GLOBAL, 0, 0, 0, false);
  }

  /** Waits until all that was asked for is done. */
  wait(): void {
    this.requester.wait();
  }

  /** Whether `post` can leave without waiting. */
  get canPost(): boolean {
    return this.requester.canPost;
  }

  /** Hands in what was asked for without waiting. @returns a ticket for `isComplete`. */
  post(): number {
    return this.requester.post();
  }

  /** Whether everything up to a ticket is done; one look. */
  isComplete(ticket: number): boolean {
    return this.requester.isComplete(ticket);
  }
}
