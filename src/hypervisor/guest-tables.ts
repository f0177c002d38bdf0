import { and } from '../base/bits.ts';
import { PAGE_SIZE, type SourceId } from '../bus/addresses.ts';
import type { MemoryPort } from '../bus/ports.ts';
import { levelSize, TABLE_ENTRIES } from '../spec/address.ts';
import { FAULT } from '../spec/fault-reasons.ts';
import {
  entryFrame,
  isLeaf,
  SECOND_LEVEL_ENTRY_SIZE,
  SLPTE_PS,
  SLPTE_R,
  SLPTE_RW,
  SLPTE_W,
} from '../spec/remapping-structures.ts';
import { ContextCache } from '../vtd/context-cache.ts';
import { ContextLookup } from '../vtd/context-lookup.ts';
import { PageWalk } from '../vtd/page-walk.ts';
import { QuietTracer } from './quiet-tracer.ts';

/** What a guest's context entry asks for: a table of its own, or no translation at all. */
export interface GuestContext {
  readonly domainId: number;
  /** 0 = pass-through. */
  readonly levels: number;
  /** Page frame of the top table. */
  readonly table: number;
}

/** Told of a leaf: first IOVA page and pages. @returns false to hear no more. */
export type GuestLeafVisitor = (page: number, pages: number) => boolean;

/**
 * Reads a guest's root, context and second-level tables exactly as hardware would: with the remapping unit's own lookup and
 * walk, over guest memory.
 */
export class GuestTables {
  /** What the latest successful `walk` found: GPA of the page and its permissions. */
  frame = 0;
  permissions = 0;
  private readonly memory: MemoryPort;
  private readonly contexts: ContextCache;
  private readonly lookup: ContextLookup;
  private readonly pageWalk: PageWalk;
  /** Tables found without any leaf in the enumeration that goes on, so that a loop of tables is not walked again and again. */
  private readonly barren = new Set<number>();
  private isStopped = false;

  /** @param sagaw depths that the emulated unit offers. */
  constructor(memory: MemoryPort, addressWidth: number, sagaw: number) {
    const tracer = new QuietTracer();
    this.memory = memory;
    this.contexts = new ContextCache(0, tracer);
    this.lookup = new ContextLookup(memory, this.contexts, addressWidth, sagaw, tracer);
    this.pageWalk = new PageWalk(memory, addressWidth, tracer);
  }

  /** The root table in use, as SRTP took it from RTADDR. */
  setRoot(low: number, high: number): void {
    this.lookup.rootTable[0] = low;
    this.lookup.rootTable[1] = high;
  }

  /** What the tables say of a device; undefined when a unit would block it. */
  context(source: SourceId): GuestContext | undefined {
    const slot = this.lookup.read(source, 0);
    if (slot < 0) return undefined;
    const { domain, levels, table } = this.contexts;
    const found = { domainId: domain[slot]!, levels: levels[slot]!, table: table[slot]! };
    this.contexts.release();
    return found;
  }

  /** Walks for one IOVA page. @returns whether it leads to a page at all; `frame` and `permissions` tell. */
  walk({ table, levels }: GuestContext, page: number): boolean {
    const iova = page * PAGE_SIZE;
    let reason = this.pageWalk.walk(table, levels, iova, SLPTE_R, 0, 0);
    if (reason === FAULT['read-denied']) reason = this.pageWalk.walk(table, levels, iova, SLPTE_W, 0, 0);
    if (reason !== 0) return false;
    const { frame, level, permissions } = this.pageWalk;
    this.frame = frame + (iova % levelSize(level));
    this.permissions = and(permissions, SLPTE_RW);
    return true;
  }

  /** Calls `visit` for every leaf that overlaps pages `first` … `last`, in the order of the IOVA, until it has enough. */
  forEachLeaf({ table, levels }: GuestContext, first: number, last: number, visit: GuestLeafVisitor): void {
    this.barren.clear();
    this.isStopped = false;
    this.visitBelow(table, levels, 0, first, last, visit);
  }

  /** @returns whether there was any leaf. */
  private visitBelow(
    table: number,
    level: number,
    base: number,
    first: number,
    last: number,
    visit: GuestLeafVisitor,
  ): boolean {
    const key = table * 8 + level;
    if (this.barren.has(key) || this.memory.frameWords(table) < 0) return false;
    const span = levelSize(level) / PAGE_SIZE;
    const from = Math.max(0, Math.floor((first - base) / span));
    const to = Math.min(TABLE_ENTRIES - 1, Math.floor((last - base) / span));
    let any = false;
    for (let index = from; index <= to && !this.isStopped; index++) {
      const at = table * PAGE_SIZE + index * SECOND_LEVEL_ENTRY_SIZE;
      const low = this.memory.read32(at);
      if (and(low, SLPTE_RW) === 0) continue;
      const page = base + index * span;
      if (isLeaf(low, level)) {
        // PS in level 4 is reserved: no unit finds a leaf there.
        if (level === 4 && and(low, SLPTE_PS) !== 0) continue;
        any = true;
        this.isStopped = !visit(page, span);
      } else if (this.visitBelow(entryFrame(low, this.memory.read32(at + 4)), level - 1, page, first, last, visit)) {
        any = true;
      }
    }
    if (!any && from === 0 && to === TABLE_ENTRIES - 1) this.barren.add(key);
    return any;
  }
}
