import { PAGE_SIZE } from '../bus/addresses.ts';
import type { MappingQueue } from './mapping-queue.ts';
import { SCATTERED, type MappingTable } from './mapping-table.ts';

interface NumberColumn {
  readonly length: number;
  [row: number]: number;
}

/** Columns that a view of a queue is written to; all of the same length, those left out are not wanted. */
export interface WaitingColumns {
  readonly iova: NumberColumn;
  readonly pages: NumberColumn;
  /** Simulated time, ps. */
  readonly joinedAt: NumberColumn;
  /** First page's GPA; 0 for a scatter list. */
  readonly gpa?: NumberColumn;
  /** When it is due at the latest, ps. */
  readonly deadline?: NumberColumn;
  readonly domainId?: NumberColumn;
}

/**
 * Writes a queue into columns, oldest first, as far as they reach.
 * @param deadlineOf due time of a mapping, from when it joined. @param domainIdOf by domain slot.
 * @returns rows written.
 */
export function fillWaiting(
  queue: MappingQueue,
  mappings: MappingTable,
  columns: WaitingColumns,
  deadlineOf: (joinedAt: number) => number,
  domainIdOf: (slot: number) => number,
): number {
  let row = 0;
  for (let m = queue.oldest; m >= 0 && row < columns.iova.length; m = queue.behind(m)) {
    const joinedAt = mappings.joinedAt[m]!;
    columns.iova[row] = mappings.iovaPage[m]! * PAGE_SIZE;
    columns.pages[row] = mappings.pages[m]!;
    columns.joinedAt[row] = joinedAt;
    if (columns.gpa) columns.gpa[row] = mappings.gpaPage[m] === SCATTERED ? 0 : mappings.gpaPage[m]! * PAGE_SIZE;
    if (columns.deadline) columns.deadline[row] = deadlineOf(joinedAt);
    if (columns.domainId) columns.domainId[row] = domainIdOf(mappings.domain[m]!);
    row += 1;
  }
  return row;
}
