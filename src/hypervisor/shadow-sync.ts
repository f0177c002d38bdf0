import { PAGE_SIZE } from '../bus/addresses.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ACT } from '../config/acts.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { GuestMemory } from './guest-memory.ts';
import type { GuestContext, GuestTables } from './guest-tables.ts';
import type { PinnedPages } from './pinned-pages.ts';
import type { ShadowTable } from './shadow-table.ts';
import type { ShadowWork } from './shadow-work.ts';

/** Up to so many pages are looked up one by one; of a larger range only what either table holds. */
const PAGE_BY_PAGE = 512;

/** The shadow of one guest table. */
export interface Shadow {
  /** What the guest's context entries said: its domain-id, levels and top table. */
  readonly guest: GuestContext;
  readonly table: ShadowTable;
  /** Context entries that lead to it. */
  users: number;
}

export interface ShadowSyncParts {
  readonly memory: GuestMemory;
  readonly tables: GuestTables;
  readonly pins: PinnedPages;
  readonly tracer: Tracer;
  /** Most leaves of all shadows together. */
  readonly leafCap: number;
}

/**
 * Brings shadows up to date with the guest's tables: for each page, what the guest's tables lead to (GPA), composed with
 * where that page frame is (HPA). Leaves of 4 KiB only, so a large guest page is split.
 */
export class ShadowSync {
  /** Leaves of all shadows; pages that were left out because there were too many, each time they were looked at. */
  leaves = 0;
  leftOut = 0;
  private readonly parts: ShadowSyncParts;

  constructor(parts: ShadowSyncParts) {
    this.parts = parts;
  }

  /**
   * Looks at pages `first` … `first + pages - 1` again, at `core`'s expense. What has to be released goes to `work`.
   * @returns whether an entry that was present has changed.
   */
  range(shadow: Shadow, first: number, pages: number, core: CpuCore, work: ShadowWork): boolean {
    const leftOut = this.leftOut;
    let changed = false;
    if (pages <= PAGE_BY_PAGE) {
      for (let page = first; page < first + pages; page++) {
        if (this.page(shadow, page, core, work)) changed = true;
      }
    } else changed = this.largeRange(shadow, first, first + pages - 1, core, work);
    if (this.leftOut > leftOut) {
      const { domainId } = shadow.table;
      this.parts.tracer.emit(EVENT['shadow-capped'], first * PAGE_SIZE, this.leftOut - leftOut, domainId);
    }
    return changed;
  }

  /** Clears every leaf of a shadow. @returns whether there was one. */
  clearAll(shadow: Shadow, core: CpuCore, work: ShadowWork): boolean {
    const { table } = shadow;
    const pages: number[] = [];
    table.forEachLeaf(0, Number.MAX_SAFE_INTEGER, (page) => pages.push(page));
    for (const page of pages) this.clear(shadow, page, core, work);
    return pages.length > 0;
  }

  private largeRange(shadow: Shadow, first: number, last: number, core: CpuCore, work: ShadowWork): boolean {
    const { tables, leafCap } = this.parts;
    let changed = false;
    // What the shadow holds is looked at first: nothing stale stays, whatever the guest's tables look like by now.
    const held: number[] = [];
    shadow.table.forEachLeaf(first, last, (page) => held.push(page));
    for (const page of held) if (this.page(shadow, page, core, work)) changed = true;
    // Then what the guest's tables hold besides. Tables in a loop hold no end of leaves, of which some lead nowhere.
    let looks = 2 * leafCap;
    tables.forEachLeaf(shadow.guest, first, last, (base, pages) => {
      const end = Math.min(base + pages - 1, last);
      for (let page = Math.max(base, first); page <= end && looks > 0; page++) {
        looks -= 1;
        if (shadow.table.permissionsAt(page) === 0) this.page(shadow, page, core, work);
      }
      return looks > 0;
    });
    if (looks === 0) this.leftOut += 1;
    if (held.length === 0) core.charge(ACT['guest-table-read']);
    return changed;
  }

  /** Looks at one page. @returns whether an entry that was present has changed. */
  private page(shadow: Shadow, page: number, core: CpuCore, work: ShadowWork): boolean {
    const { tables, memory } = this.parts;
    const { table } = shadow;
    core.charge(ACT['guest-table-read']);
    const isMapped = tables.walk(shadow.guest, page);
    // Read before anything else walks.
    const { frame: gpa, permissions } = tables;
    const before = table.permissionsAt(page);
    if (!isMapped || !memory.contains(gpa, PAGE_SIZE)) {
      if (before === 0) return false;
      this.clear(shadow, page, core, work);
      return true;
    }
    const frame = gpa / PAGE_SIZE;
    const old = before === 0 ? -1 : memory.guestFrame(table.frameAt(page) / PAGE_SIZE);
    if (old === frame && before === permissions) return false;
    if (before === 0 && this.leaves >= this.parts.leafCap) {
      this.leftOut += 1;
      return false;
    }
    this.write(shadow, page, frame, permissions, old, core, work);
    return before !== 0;
  }

  /** @param old the guest frame that the entry named before, -1 = none. */
  private write(
    shadow: Shadow,
    page: number,
    frame: number,
    permissions: number,
    old: number,
    core: CpuCore,
    work: ShadowWork,
  ): void {
    const { memory, pins } = this.parts;
    // Pinned first: a frame that a present entry names must not be taken away.
    if (old !== frame) {
      core.charge(ACT.pin);
      pins.pin(frame);
    }
    const hpa = memory.hostFrame(frame) * PAGE_SIZE;
    core.charge(ACT['shadow-write']);
    shadow.table.set(page, hpa, permissions);
    if (old < 0) this.leaves += 1;
    else if (old !== frame) work.releaseFrame(old);
  }

  private clear(shadow: Shadow, page: number, core: CpuCore, work: ShadowWork): void {
    const { memory } = this.parts;
    const { table } = shadow;
    work.releaseFrame(memory.guestFrame(table.frameAt(page) / PAGE_SIZE));
    core.charge(ACT['shadow-write']);
    table.clear(page);
    this.leaves -= 1;
  }
}
