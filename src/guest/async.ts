import type { Iova } from '../bus/addresses.ts';
import { after, duration, later, NEVER, PS_PER_MS, START, type Time } from '../clock/time.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Domain } from './domain.ts';
import type { Permissions } from './dma-direction.ts';
import type { MappingOperations } from './mapping-operations.ts';
import { MappingQueue } from './mapping-queue.ts';
import type { MappingNumber, MappingStrategy } from './mapping-strategy.ts';
import { MAPPING_STATE } from './mapping-table.ts';
import type { StrictStrategy } from './strict.ts';

/** How often a timer looks for completions when neither maps, unmaps nor interrupts do. Ours. */
const LOOK_PERIOD = duration(PS_PER_MS);

/**
 * Asynchronous invalidation (vIOMMU paper): unmap posts the invalidation and leaves; the IOVA is freed once a later visit
 * sees it complete. Needs the invalidation queue. An unmap that unlinks a table waits after all, since the frame of the
 * table must not be used again early.
 */
export class AsyncStrategy implements MappingStrategy {
  readonly name = 'async';
  readonly contiguousLists = true;
  /** Mappings whose invalidation is posted and not yet seen complete, oldest first; `mark` holds the ticket. */
  readonly waiting: MappingQueue;
  private readonly operations: MappingOperations;
  private readonly strict: StrictStrategy;
  private latestLook: Time = START;

  constructor(operations: MappingOperations, strict: StrictStrategy) {
    this.operations = operations;
    this.strict = strict;
    this.waiting = new MappingQueue(operations.parts.mappings);
  }

  map(domain: Domain, gpaPage: number, pages: number, permissions: Permissions): Iova {
    return this.strict.map(domain, gpaPage, pages, permissions);
  }

  unmap(m: MappingNumber): void {
    const { operations } = this;
    const { mappings, invalidation, core, tracer } = operations.parts;
    if (operations.dropShare(m)) return;
    operations.endUse(m);
    operations.clear(m);
    operations.requestInvalidation(m);
    if (mappings.unlinkedTables[m] === 1) {
      invalidation.wait();
      operations.domainOf(m).table.releaseRetired();
      operations.release(m);
      return;
    }
    mappings.mark[m] = invalidation.post();
    mappings.joinedAt[m] = core.now;
    mappings.state[m] = MAPPING_STATE.awaitingCompletion;
    this.waiting.push(m);
    tracer.emit(EVENT['completion-awaited'], operations.iovaOf(m), mappings.pages[m]!, operations.domainOf(m).id);
  }

  visit(now: Time): void {
    if (this.waiting.length === 0) return;
    this.latestLook = now;
    const { mappings, invalidation } = this.operations.parts;
    let freed = 0;
    for (let m = this.waiting.oldest; m >= 0 && invalidation.isComplete(mappings.mark[m]!); m = this.waiting.oldest) {
      this.waiting.remove(m);
      this.operations.release(m);
      freed += 1;
    }
    if (freed > 0) this.operations.parts.tracer.emit(EVENT['completion-noticed'], 0, freed);
  }

  get nextDeadline(): Time {
    if (this.waiting.length === 0) return NEVER;
    const joined = this.operations.parts.mappings.joinedAt[this.waiting.oldest]! as Time;
    return after(later(joined, this.latestLook), LOOK_PERIOD);
  }

  drain(): void {
    if (this.waiting.length === 0) return;
    this.operations.parts.invalidation.wait();
    this.visit(this.operations.parts.core.now);
  }
}
