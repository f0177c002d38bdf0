import type { Iova } from '../bus/addresses.ts';
import type { Time } from '../clock/time.ts';
import type { Strategy } from '../config/identifiers.ts';
import type { Domain } from './domain.ts';
import type { Permissions } from './dma-direction.ts';

/** Number of a mapping object in the `MappingTable`. */
export type MappingNumber = number;

/**
 * What is done with a mapping at map and unmap (DESIGN: protection strategies). One object per strategy lives as long as
 * the driver; which one is in force decides at each map *and* at each unmap, so that a mapping made under one may end
 * under another.
 */
export interface MappingStrategy {
  readonly name: Strategy;

  /** Whether a scatter list becomes one range of IOVA; otherwise each segment is a mapping that may be used again. */
  readonly contiguousLists: boolean;

  /**
   * Makes or takes back a mapping of `pages` whole pages in a row.
   * @param gpaPage first page frame number.
   * @returns the IOVA of the first page, or a failure of `mapping-outcome.ts`.
   */
  map(domain: Domain, gpaPage: number, pages: number, permissions: Permissions): Iova;

  /** Ends one use of a live mapping. */
  unmap(mapping: MappingNumber): void;

  /** Does what is due: called after each unmap and before each map, and by the guest OS at interrupts and timers. */
  visit(now: Time): void;

  /** When `visit` has something to do next, at the earliest; `NEVER` when nothing is waiting. */
  readonly nextDeadline: Time;

  /** Ends every mapping that is still waiting for something, now, and comes back when all are gone. */
  drain(): void;
}
