import type { Iova } from '../bus/addresses.ts';
import { NEVER } from '../clock/time.ts';
import { ACT } from '../config/acts.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Domain } from './domain.ts';
import type { Permissions } from './dma-direction.ts';
import type { MappingOperations } from './mapping-operations.ts';
import type { MappingNumber, MappingStrategy } from './mapping-strategy.ts';
import type { StrictStrategy } from './strict.ts';

/**
 * Pages that are mapped already are used again at the same IOVA, and a count of uses says when the mapping may go
 * (Willmann et al. 2008; *shared mappings* of the vIOMMU paper). A buffer is found by its first page frame and page count.
 */
export class SharedStrategy implements MappingStrategy {
  readonly name = 'shared';
  readonly contiguousLists = false;
  readonly nextDeadline = NEVER;
  private readonly operations: MappingOperations;
  private readonly strict: StrictStrategy;

  constructor(operations: MappingOperations, strict: StrictStrategy) {
    this.operations = operations;
    this.strict = strict;
  }

  map(domain: Domain, gpaPage: number, pages: number, permissions: Permissions): Iova {
    const { operations } = this;
    const { mappings, core, tracer, counters } = operations.parts;
    const known = mappings.findByFrames(domain.slot, gpaPage, pages, permissions);
    if (known >= 0) {
      core.charge(ACT['take-back']);
      mappings.references[known]! += 1;
      counters.shared += 1;
      counters.reusedPages += pages;
      tracer.emit(EVENT['iova-reused'], operations.iovaOf(known), 0, domain.id);
      return operations.iovaOf(known);
    }
    const m = operations.establish(domain, gpaPage, pages, permissions);
    if (m < 0) return m as Iova;
    mappings.share(m);
    return operations.iovaOf(m);
  }

  unmap(m: MappingNumber): void {
    this.strict.unmap(m);
  }

  visit(): void {}

  drain(): void {}
}
