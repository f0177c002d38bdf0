import type { Iova } from '../bus/addresses.ts';
import { NEVER } from '../clock/time.ts';
import type { Domain } from './domain.ts';
import type { Permissions } from './dma-direction.ts';
import type { MappingOperations } from './mapping-operations.ts';
import type { MappingNumber, MappingStrategy } from './mapping-strategy.ts';

/**
 * A mapping for each transfer: when unmap returns, the device can reach nothing through it (Linux `iommu.strict=1`,
 * `intel_iommu=strict`).
 */
export class StrictStrategy implements MappingStrategy {
  readonly name = 'strict';
  readonly contiguousLists = true;
  readonly nextDeadline = NEVER;
  private readonly operations: MappingOperations;

  constructor(operations: MappingOperations) {
    this.operations = operations;
  }

  map(domain: Domain, gpaPage: number, pages: number, permissions: Permissions): Iova {
    const m = this.operations.establish(domain, gpaPage, pages, permissions);
    return m < 0 ? (m as Iova) : this.operations.iovaOf(m);
  }

  unmap(m: MappingNumber): void {
    const { operations } = this;
    if (operations.dropShare(m)) return;
    operations.endUse(m);
    operations.clear(m);
    operations.requestInvalidation(m);
    operations.parts.invalidation.wait();
    operations.domainOf(m).table.releaseRetired();
    operations.release(m);
  }

  visit(): void {}

  drain(): void {}
}
