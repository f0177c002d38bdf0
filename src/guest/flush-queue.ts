import { after, NEVER, type Time } from '../clock/time.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { MappingOperations } from './mapping-operations.ts';
import { MappingQueue } from './mapping-queue.ts';
import type { MappingNumber } from './mapping-strategy.ts';
import { MAPPING_STATE } from './mapping-table.ts';

/**
 * Cleared mappings whose ranges the unit may still know, until one flush for all of them (Linux 2.6.36 `add_unmap`,
 * `flush_unmaps`). A full queue is flushed by the next one to join; a timer started by the first entry flushes the rest.
 */
export class FlushQueue {
  /** Waiting mappings, oldest first. */
  readonly waiting: MappingQueue;
  private readonly operations: MappingOperations;
  private startedAt: Time = NEVER;

  constructor(operations: MappingOperations) {
    this.operations = operations;
    this.waiting = new MappingQueue(operations.parts.mappings);
  }

  /** Adds a mapping whose entries are cleared. */
  join(m: MappingNumber): void {
    const { operations, waiting } = this;
    const { mappings, core, tracer, tunables } = operations.parts;
    mappings.state[m] = MAPPING_STATE.awaitingFlush;
    if (waiting.length >= tunables.flushHighWaterMark) this.flush();
    if (waiting.length === 0) this.startedAt = core.now;
    mappings.joinedAt[m] = core.now;
    waiting.push(m);
    tracer.emit(EVENT['flush-queue-joined'], operations.iovaOf(m), mappings.pages[m]!, operations.domainOf(m).id);
  }

  /** Invalidates for every waiting mapping and then frees their ranges. */
  flush(): void {
    const { operations, waiting } = this;
    const count = waiting.length;
    if (count === 0) return;
    operations.invalidateAll(waiting, false);
    for (let m = waiting.oldest; m >= 0; m = waiting.oldest) {
      waiting.remove(m);
      operations.release(m);
    }
    this.startedAt = NEVER;
    operations.parts.counters.flushes += 1;
    operations.parts.counters.flushed += count;
    operations.parts.tracer.emit(EVENT['flush-queue-drained'], 0, count);
  }

  /** When the timer flushes at the latest; `NEVER` when nothing waits. */
  get deadline(): Time {
    return this.waiting.length === 0 ? NEVER : after(this.startedAt, this.operations.parts.tunables.flushTimeout);
  }
}
