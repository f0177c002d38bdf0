import { after, NEVER, type Time } from '../clock/time.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { MappingOperations } from './mapping-operations.ts';
import { MappingQueue } from './mapping-queue.ts';
import type { MappingNumber } from './mapping-strategy.ts';
import { MAPPING_STATE } from './mapping-table.ts';

/** Most mappings that one visit tears down because of their age. */
export const MOST_EXPIRED_PER_VISIT = 16;

/** Causes of a teardown, as the event `mapping-torn-down` gives them. */
export const TEARDOWN_CAUSE = { expired: 0, quota: 1, drained: 2 } as const;

/**
 * Mappings that their drivers let go and that stay fully mapped, each until its own deadline, in the hope of being taken
 * back (optimistic teardown, vIOMMU paper). The deadline is the time of joining plus the age limit in force, so the queue
 * is in the order of deadlines even when the limit is adjusted.
 */
export class TeardownQueue {
  /** Waiting mappings, oldest first. */
  readonly waiting: MappingQueue;
  /** Those being torn down in this very visit: nobody can take them back, their entries may be gone already. */
  readonly leaving: MappingQueue;
  private readonly operations: MappingOperations;

  constructor(operations: MappingOperations) {
    this.operations = operations;
    this.waiting = new MappingQueue(operations.parts.mappings);
    this.leaving = new MappingQueue(operations.parts.mappings);
  }

  /** Adds a mapping that nobody uses any more. */
  join(m: MappingNumber): void {
    const { operations } = this;
    const { mappings, core, counters, tracer } = operations.parts;
    mappings.state[m] = MAPPING_STATE.awaitingTeardown;
    mappings.joinedAt[m] = core.now;
    mappings.mark[m] = counters.pagesUnmapped;
    this.waiting.push(m);
    tracer.emit(EVENT['teardown-queue-joined'], operations.iovaOf(m), mappings.pages[m]!, operations.domainOf(m).id);
  }

  /** Puts a waiting mapping back into use. */
  takeBack(m: MappingNumber): void {
    const { operations } = this;
    const { mappings, core, counters, tracer } = operations.parts;
    this.waiting.remove(m);
    mappings.state[m] = MAPPING_STATE.live;
    mappings.references[m] = 1;
    counters.becameLive(mappings.pages[m]!);
    counters.tookBack(counters.pagesUnmapped - mappings.mark[m]!);
    tracer.emit(
      EVENT['iova-reused'],
      operations.iovaOf(m),
      core.now - mappings.joinedAt[m]!,
      operations.domainOf(m).id,
    );
  }

  /** Tears down what is over the quota, oldest first, and at most sixteen of those whose deadline has come. */
  visit(now: Time): void {
    const { mappings, tunables } = this.operations.parts;
    const { waiting } = this;
    for (let m = waiting.oldest; m >= 0; m = waiting.oldest) {
      const expired = mappings.joinedAt[m]! + tunables.ageLimit <= now;
      const mayExpire = expired && this.leaving.length < MOST_EXPIRED_PER_VISIT;
      if (!mayExpire && waiting.length <= tunables.quota) break;
      this.leave(m, expired ? TEARDOWN_CAUSE.expired : TEARDOWN_CAUSE.quota);
    }
    if (this.leaving.length > 0) this.tearDown();
  }

  /** Tears down everything. */
  drain(): void {
    for (let m = this.waiting.oldest; m >= 0; m = this.waiting.oldest) this.leave(m, TEARDOWN_CAUSE.drained);
    if (this.leaving.length > 0) this.tearDown();
  }

  /** When the oldest is due; now when the quota is exceeded; `NEVER` when nothing waits. */
  get deadline(): Time {
    const { mappings, tunables, core } = this.operations.parts;
    if (this.waiting.length === 0) return NEVER;
    if (this.waiting.length > tunables.quota) return core.now;
    return after(mappings.joinedAt[this.waiting.oldest]! as Time, tunables.ageLimit);
  }

  private leave(m: MappingNumber, cause: number): void {
    const { mappings } = this.operations.parts;
    this.waiting.remove(m);
    mappings.unshare(m);
    mappings.cause[m] = cause;
    this.leaving.push(m);
  }

  private tearDown(): void {
    const { operations, leaving } = this;
    const { mappings, counters, tracer } = operations.parts;
    for (let m = leaving.oldest; m >= 0; m = leaving.behind(m)) operations.clear(m);
    operations.invalidateAll(leaving, true);
    for (let m = leaving.oldest; m >= 0; m = leaving.oldest) {
      const cause = mappings.cause[m]!;
      leaving.remove(m);
      counters.tornDown[cause]! += 1;
      tracer.emit(EVENT['mapping-torn-down'], operations.iovaOf(m), cause, operations.domainOf(m).id);
      operations.release(m);
    }
  }
}
