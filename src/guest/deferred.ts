import type { Iova } from '../bus/addresses.ts';
import type { Time } from '../clock/time.ts';
import type { Domain } from './domain.ts';
import type { Permissions } from './dma-direction.ts';
import { FlushQueue } from './flush-queue.ts';
import type { MappingOperations } from './mapping-operations.ts';
import type { MappingNumber, MappingStrategy } from './mapping-strategy.ts';
import type { StrictStrategy } from './strict.ts';

/** Linux's default of 2011, today's *lazy*: unmap clears the entries, the invalidation comes later for many at once. */
export class DeferredStrategy implements MappingStrategy {
  readonly name = 'deferred';
  readonly contiguousLists = true;
  readonly queue: FlushQueue;
  private readonly operations: MappingOperations;
  private readonly strict: StrictStrategy;

  constructor(operations: MappingOperations, strict: StrictStrategy) {
    this.operations = operations;
    this.strict = strict;
    this.queue = new FlushQueue(operations);
  }

  map(domain: Domain, gpaPage: number, pages: number, permissions: Permissions): Iova {
    return this.strict.map(domain, gpaPage, pages, permissions);
  }

  unmap(m: MappingNumber): void {
    const { operations } = this;
    if (operations.dropShare(m)) return;
    operations.endUse(m);
    operations.clear(m);
    this.queue.join(m);
  }

  visit(now: Time): void {
    if (now >= this.queue.deadline) this.queue.flush();
  }

  get nextDeadline(): Time {
    return this.queue.deadline;
  }

  drain(): void {
    this.queue.flush();
  }
}
