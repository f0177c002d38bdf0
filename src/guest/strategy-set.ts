import type { Strategy } from '../config/identifiers.ts';
import { AsyncStrategy } from './async.ts';
import { DeferredStrategy } from './deferred.ts';
import type { MappingOperations } from './mapping-operations.ts';
import type { MappingStrategy } from './mapping-strategy.ts';
import { OptimisticStrategy } from './optimistic.ts';
import { PassthroughStrategy } from './passthrough.ts';
import { SharedStrategy } from './shared.ts';
import { StrictStrategy } from './strict.ts';

/** One of each strategy, over the same mappings. */
export class StrategySet {
  readonly strict: StrictStrategy;
  readonly async: AsyncStrategy;
  readonly deferred: DeferredStrategy;
  readonly shared: SharedStrategy;
  readonly optimistic: OptimisticStrategy;
  readonly passthrough: PassthroughStrategy;

  constructor(operations: MappingOperations) {
    this.strict = new StrictStrategy(operations);
    this.async = new AsyncStrategy(operations, this.strict);
    this.deferred = new DeferredStrategy(operations, this.strict);
    this.shared = new SharedStrategy(operations, this.strict);
    this.optimistic = new OptimisticStrategy(operations, this.shared);
    this.passthrough = new PassthroughStrategy(operations, this.strict);
  }

  byName(name: Strategy): MappingStrategy {
    return this[name];
  }
}
