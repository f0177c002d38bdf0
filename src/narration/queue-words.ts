import { assertNever } from '../base/assert.ts';
import type { Strategy } from '../config/identifiers.ts';
import type { FlushSection, TeardownSection } from '../protocol/snapshot.ts';
import { counted, hex, integer, span } from './format.ts';

/** Why no queue is to be seen under a strategy that keeps none. */
export function whyNoQueue(strategy: Strategy): string {
  switch (strategy) {
    case 'strict':
      return 'Nothing waits: strict clears the entry, invalidates and waits at every unmap. Choose optimistic or deferred to see a queue.';
    case 'async':
      return 'Nothing is queued: async clears the entry at once and lets the invalidation complete on its own.';
    case 'shared':
      return 'Nothing waits: the last user of a shared mapping unmaps it strictly.';
    case 'passthrough':
      return 'Nothing waits, because nothing is ever unmapped: the device reaches all memory.';
    case 'deferred':
    case 'optimistic':
      return 'The queue is empty.';
    default:
      return assertNever(strategy, 'strategy');
  }
}

/** One line about the teardown queue. */
export function teardownSummary(section: TeardownSection, now: number): string {
  const quota = section.quota === 0 ? '' : ` of ${integer(section.quota)}`;
  if (section.length === 0) return `empty${section.quota === 0 ? '' : `, quota ${integer(section.quota)}`}`;
  const oldest = section.joinedAt.length > 0 ? now - section.joinedAt[0]! : 0;
  return `${integer(section.length)}${quota} waiting · oldest ${span(Math.max(0, oldest))} of ${span(section.ageLimit)}`;
}

/** One line about the flush queue. */
export function flushSummary(section: FlushSection, now: number): string {
  if (section.length === 0) return `empty · drained at ${integer(section.highWaterMark)} or ${span(section.timeout)}`;
  const left = Math.max(0, section.drainAt - now);
  return `${integer(section.length)} of ${integer(section.highWaterMark)} waiting · flush in ${span(left)} at the latest`;
}

/** The teardown queue for those who do not see its picture. */
export function teardownInWords(section: TeardownSection, now: number): string {
  return `Teardown queue: ${teardownSummary(section, now)}. Left it so far: ${integer(section.reused)} taken back, ${integer(section.expired)} expired, ${integer(section.overQuota)} over quota, ${integer(section.drained)} drained.`;
}

/** The flush queue for those who do not see its picture. */
export function flushInWords(section: FlushSection, now: number): string {
  const cached = section.cached.reduce((sum, one) => sum + one, 0);
  return `Flush queue: ${flushSummary(section, now)}. The IOTLB still answers for ${counted(cached, 'range')}. ${counted(section.drains, 'flush').replace(/flushs$/, 'flushes')} so far, ${integer(section.freed)} ranges freed.`;
}

/** One entry that waits. @param left time until its end, ps */
export function waitingInWords(iova: number, left: number): string {
  return `${hex(iova)}, ${span(Math.max(0, left))} left`;
}
