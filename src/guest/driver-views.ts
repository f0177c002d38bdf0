import type { DomainId } from '../bus/addresses.ts';
import type { Time } from '../clock/time.ts';
import { allows, permissionsFor } from './dma-direction.ts';
import type { Domain } from './domain.ts';
import type { DriverTunables } from './driver-options.ts';
import { MAPPING_STATE, type MappingTable } from './mapping-table.ts';
import type { StrategySet } from './strategy-set.ts';
import { fillWaiting, type WaitingColumns } from './waiting-view.ts';

const WRITE = permissionsFor('from-device');

/** Told of a mapping object: first IOVA page, pages, first page frame (negative: scattered), domain, MAPPING_STATE. */
export type MappingVisitor = (
  iovaPage: number,
  pages: number,
  gpaPage: number,
  domainId: DomainId,
  state: number,
) => void;

/** What waits in a queue: mappings and their 4 KiB pages. */
export interface WaitingAmount {
  readonly mappings: number;
  readonly pages: number;
}

/** Reading the driver without changing it: for the page, metrics and self-checks. */
export class DriverViews {
  private readonly mappings: MappingTable;
  private readonly strategies: StrategySet;
  private readonly domains: readonly (Domain | undefined)[];
  private readonly tunables: DriverTunables;

  constructor(
    mappings: MappingTable,
    strategies: StrategySet,
    domains: readonly (Domain | undefined)[],
    tunables: DriverTunables,
  ) {
    this.mappings = mappings;
    this.strategies = strategies;
    this.domains = domains;
    this.tunables = tunables;
  }

  /** Awaiting teardown (optimistic); those in the middle of it included. */
  get awaitingTeardown(): WaitingAmount {
    const { waiting, leaving } = this.strategies.optimistic.queue;
    return { mappings: waiting.length + leaving.length, pages: waiting.pages + leaving.pages };
  }

  /** Awaiting a flush (deferred). */
  get awaitingFlush(): WaitingAmount {
    const { waiting } = this.strategies.deferred.queue;
    return { mappings: waiting.length, pages: waiting.pages };
  }

  /** Awaiting the completion of their own invalidation (async). */
  get awaitingCompletion(): WaitingAmount {
    const { waiting } = this.strategies.async;
    return { mappings: waiting.length, pages: waiting.pages };
  }

  /** When the flush queue is flushed at the latest; `NEVER` when it is empty. */
  get flushDeadline(): Time {
    return this.strategies.deferred.queue.deadline;
  }

  /** The teardown queue into columns, oldest first. @returns rows written. */
  fillTeardownQueue(columns: WaitingColumns): number {
    const { waiting } = this.strategies.optimistic.queue;
    return fillWaiting(waiting, this.mappings, columns, (joined) => joined + this.tunables.ageLimit, this.domainIdOf);
  }

  /** The flush queue into columns, oldest first; all have the deadline of the next flush. @returns rows written. */
  fillFlushQueue(columns: WaitingColumns): number {
    const { waiting, deadline } = this.strategies.deferred.queue;
    return fillWaiting(waiting, this.mappings, columns, () => deadline, this.domainIdOf);
  }

  /** What awaits completion into columns, oldest first; the deadline is that of the next look. @returns rows written. */
  fillCompletionQueue(columns: WaitingColumns): number {
    const { waiting, nextDeadline } = this.strategies.async;
    return fillWaiting(waiting, this.mappings, columns, () => nextDeadline, this.domainIdOf);
  }

  /** Calls `visit` for every translated mapping object. */
  forEachMapping(visit: MappingVisitor): void {
    const { mappings } = this;
    mappings.forEach((m) => {
      if (mappings.untranslated[m] === 1) return;
      const id = this.domains[mappings.domain[m]!]!.id;
      visit(mappings.iovaPage[m]!, mappings.pages[m]!, mappings.gpaPage[m]!, id, mappings.state[m]!);
    });
  }

  /** MAPPING_STATE of the mapping that holds an IOVA page of a domain; `free` when none does. */
  stateOfPage(domain: Domain, iovaPage: number): number {
    const { mappings } = this;
    // Ranges are aligned to their size rounded up to a power of two, so one starts at a multiple of each size at most.
    for (let size = 1; size <= 2 ** 31; size *= 2) {
      const start = iovaPage - (iovaPage % size);
      const m = mappings.findByIova(domain.slot, start);
      if (m >= 0) return iovaPage < start + mappings.pages[m]! ? mappings.state[m]! : MAPPING_STATE.free;
    }
    return MAPPING_STATE.free;
  }

  /** IOVA page of a live mapping of a domain that only allows reading; -1 when there is none. */
  findReadOnly(id: number): number {
    const { mappings } = this;
    let found = -1;
    mappings.forEach((m) => {
      const isLive = mappings.state[m] === MAPPING_STATE.live && mappings.untranslated[m] === 0;
      const isReadOnly = !allows(mappings.permissions[m]!, WRITE);
      if (isLive && isReadOnly && this.domainIdOf(mappings.domain[m]!) === id) found = mappings.iovaPage[m]!;
    });
    return found;
  }

  private readonly domainIdOf = (slot: number): number => this.domains[slot]?.id ?? 0;
}
