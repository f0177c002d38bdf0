import type { MappingNumber } from './mapping-strategy.ts';
import type { MappingTable } from './mapping-table.ts';

const NONE = -1;

/** A first-in-first-out queue of mappings, linked through the table: a mapping is in one queue at most. */
export class MappingQueue {
  /** The mapping that has waited longest; negative when empty. */
  oldest: number = NONE;
  /** Mappings, and the pages they have in all. */
  length = 0;
  pages = 0;
  private youngest: number = NONE;
  private readonly mappings: MappingTable;

  constructor(mappings: MappingTable) {
    this.mappings = mappings;
  }

  /** Adds a mapping at the young end. */
  push(m: MappingNumber): void {
    const { next, previous, pages } = this.mappings;
    next[m] = NONE;
    previous[m] = this.youngest;
    if (this.youngest === NONE) this.oldest = m;
    else next[this.youngest] = m;
    this.youngest = m;
    this.length += 1;
    this.pages += pages[m]!;
  }

  /** Takes a mapping out, wherever it stands. */
  remove(m: MappingNumber): void {
    const { next, previous, pages } = this.mappings;
    const before = previous[m]!;
    const behind = next[m]!;
    if (before === NONE) this.oldest = behind;
    else next[before] = behind;
    if (behind === NONE) this.youngest = before;
    else previous[behind] = before;
    next[m] = NONE;
    previous[m] = NONE;
    this.length -= 1;
    this.pages -= pages[m]!;
  }

  /** The mapping behind `m`; negative at the end. */
  behind(m: MappingNumber): MappingNumber {
    return this.mappings.next[m]!;
  }
}
