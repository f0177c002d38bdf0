import type { DomainId, SourceId } from '../bus/addresses.ts';

/**
 * How the driver asks its unit to forget what it cached. Granularities are those of `spec/invalidation.ts`. A request may
 * be under way when `request` returns; `wait` comes back when all requests so far are complete.
 */
export interface InvalidationRequester {
  /** Whether `post` can leave without waiting. */
  readonly canPost: boolean;

  /** Invalidates context entries (global or of one device) and waits. */
  invalidateContext(granularity: number, domainId: DomainId | 0, sourceId: SourceId | 0): void;

  /** Asks for an IOTLB invalidation. For pages, `iova` is a multiple of 2^`addressMask` pages. */
  request(granularity: number, domainId: DomainId | 0, iova: number, addressMask: number, leafOnly: boolean): void;

  /** Waits until every request is complete. */
  wait(): void;

  /** Hands in what was requested and does not wait. @returns a ticket for `isComplete`; tickets rise. */
  post(): number;

  /** Whether all requests up to a ticket are complete; one look. */
  isComplete(ticket: number): boolean;
}
