import { PAGE_SIZE, type Iova } from '../bus/addresses.ts';
import { NEVER } from '../clock/time.ts';
import type { Domain } from './domain.ts';
import type { Permissions } from './dma-direction.ts';
import type { MappingOperations } from './mapping-operations.ts';
import type { MappingNumber, MappingStrategy } from './mapping-strategy.ts';
import type { StrictStrategy } from './strict.ts';

/**
 * No remapping: the device uses guest physical addresses (context entry type 10b; Linux `iommu=pt`). Costs nothing.
 * Uses are counted so that they can be ended under any strategy.
 */
export class PassthroughStrategy implements MappingStrategy {
  readonly name = 'passthrough';
  readonly contiguousLists = false;
  readonly nextDeadline = NEVER;
  private readonly operations: MappingOperations;
  private readonly strict: StrictStrategy;

  constructor(operations: MappingOperations, strict: StrictStrategy) {
    this.operations = operations;
    this.strict = strict;
  }

  map(domain: Domain, gpaPage: number, pages: number, permissions: Permissions): Iova {
    const { mappings, counters } = this.operations.parts;
    const known = mappings.findUntranslated(domain.slot, gpaPage, pages);
    if (known >= 0) mappings.references[known]! += 1;
    else mappings.create(domain.slot, gpaPage, gpaPage, pages, permissions, true);
    counters.untranslatedUses += 1;
    return (gpaPage * PAGE_SIZE) as Iova;
  }

  /** Ends a use of a buffer; a mapping from before pass-through ends as under `strict`. */
  unmap(m: MappingNumber): void {
    const { mappings, counters } = this.operations.parts;
    if (mappings.untranslated[m] === 0) {
      this.strict.unmap(m);
      return;
    }
    counters.untranslatedUses -= 1;
    mappings.references[m]! -= 1;
    if (mappings.references[m] === 0) mappings.remove(m);
  }

  visit(): void {}

  drain(): void {}
}
