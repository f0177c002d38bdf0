import type { Iova } from '../bus/addresses.ts';
import type { Time } from '../clock/time.ts';
import { ACT } from '../config/acts.ts';
import type { Domain } from './domain.ts';
import type { Permissions } from './dma-direction.ts';
import type { MappingOperations } from './mapping-operations.ts';
import type { MappingNumber, MappingStrategy } from './mapping-strategy.ts';
import { MAPPING_STATE } from './mapping-table.ts';
import type { SharedStrategy } from './shared.ts';
import { TeardownQueue } from './teardown-queue.ts';

/**
 * Optimistic teardown (vIOMMU paper): unmap touches nothing; the mapping waits a while in the teardown queue, and a map of
 * the same pages takes it back without a table write or an invalidation. Live mappings are shared as under `shared`.
 */
export class OptimisticStrategy implements MappingStrategy {
  readonly name = 'optimistic';
  readonly contiguousLists = false;
  readonly queue: TeardownQueue;
  private readonly operations: MappingOperations;
  private readonly shared: SharedStrategy;

  constructor(operations: MappingOperations, shared: SharedStrategy) {
    this.operations = operations;
    this.shared = shared;
    this.queue = new TeardownQueue(operations);
  }

  map(domain: Domain, gpaPage: number, pages: number, permissions: Permissions): Iova {
    const { operations } = this;
    const { mappings, core, counters } = operations.parts;
    const m = mappings.findByFrames(domain.slot, gpaPage, pages, permissions);
    if (m < 0 || mappings.state[m] !== MAPPING_STATE.awaitingTeardown)
      return this.shared.map(domain, gpaPage, pages, permissions);
    core.charge(ACT['take-back']);
    this.queue.takeBack(m);
    counters.reusedPages += pages;
    return operations.iovaOf(m);
  }

  unmap(m: MappingNumber): void {
    const { operations } = this;
    const { mappings, core, counters } = operations.parts;
    if (operations.dropShare(m)) return;
    core.charge(ACT['let-go']);
    mappings.references[m] = 0;
    counters.noLongerLive(mappings.pages[m]!);
    mappings.share(m);
    this.queue.join(m);
  }

  visit(now: Time): void {
    this.queue.visit(now);
  }

  get nextDeadline(): Time {
    return this.queue.deadline;
  }

  drain(): void {
    this.queue.drain();
  }
}
