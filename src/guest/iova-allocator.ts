import { assert } from '../base/assert.ts';
import { ceilLog2, pageNumber, shiftLeft } from '../base/bits.ts';
import { INTERRUPT_WINDOW_END, INTERRUPT_WINDOW_START } from '../spec/address.ts';
import { FreeSpaceTree } from './free-space-tree.ts';

/** Sizes that are cached when freed: 2^0 … 2^5 pages (Linux IOVA_RANGE_CACHE_MAX_SIZE = 6). */
const CACHED_ORDERS = 6;
/** Most freed ranges kept per size: eight magazines of 127. */
const CACHE_CAPACITY = 1016;
/** Level of the free-space tree whose first chunk is the space below 4 GiB. */
const LOW_LEVEL = 2;
const LOW_ORDERS = 20;

/**
 * Hands out ranges of I/O virtual page numbers of one domain (Linux `drivers/iommu/iova.c`): the highest free range first,
 * below 4 GiB as long as there is one; sizes rounded up to a power of two and aligned to it; freed ranges of up to 32 pages
 * are kept per size and handed out again latest first. Page 0 and the interrupt window are never handed out.
 *
 * Two differences from Linux. Behind the cache stands a tree (O(log n)) instead of a red-black tree searched from a cached
 * node, whose linear walks Malka et al. (FAST 2015) measured; what they cost is in the price of `allocate-iova`. And the
 * cache is one stack per size instead of magazines per processor with a depot between them.
 */
export class IovaAllocator {
  /** First page number that is never handed out. */
  readonly limitPage: number;
  private readonly tree: FreeSpaceTree;
  /** Stacks of freed first pages, one of CACHE_CAPACITY for each cached order. */
  private readonly cached = new Float64Array(CACHED_ORDERS * CACHE_CAPACITY);
  private readonly cachedCount = new Int32Array(CACHED_ORDERS);
  private taken = 0;

  /** @param addressBits width of the domain's addresses: 39 or 48. */
  constructor(addressBits: number) {
    this.limitPage = 2 ** (addressBits - 12);
    this.tree = new FreeSpaceTree(Math.ceil((addressBits - 12) / 10));
    const end = 2 ** (10 * this.tree.height);
    if (end > this.limitPage) this.tree.takeRange(this.limitPage, end - 1);
    this.tree.takeRange(0, 0);
    this.tree.takeRange(pageNumber(INTERRUPT_WINDOW_START), pageNumber(INTERRUPT_WINDOW_END) - 1);
  }

  /**
   * Finds a free range of `pages` (1 … 2^31, rounded up to a power of two).
   * @returns its first page number, or -1 when no such range is free.
   */
  allocate(pages: number): number {
    const order = ceilLog2(pages);
    if (order < CACHED_ORDERS) {
      const count = this.cachedCount[order]!;
      if (count > 0) {
        this.cachedCount[order] = count - 1;
        this.taken += shiftLeft(1, order);
        return this.cached[order * CACHE_CAPACITY + count - 1]!;
      }
    }
    let page = this.takeFromTree(order);
    if (page < 0 && this.emptyCache()) page = this.takeFromTree(order);
    if (page >= 0) this.taken += 2 ** order;
    return page;
  }

  /** Takes back a range of `pages` (as asked for) that `allocate` gave. */
  free(page: number, pages: number): void {
    const order = ceilLog2(pages);
    if (order < CACHED_ORDERS) {
      const count = this.cachedCount[order]!;
      if (count < CACHE_CAPACITY) {
        this.cached[order * CACHE_CAPACITY + count] = page;
        this.cachedCount[order] = count + 1;
        this.taken -= shiftLeft(1, order);
        return;
      }
    }
    assert(page % 2 ** order === 0, 'an allocated range');
    this.taken -= 2 ** order;
    this.tree.give(page, order);
  }

  /** Pages handed out and not yet freed, rounding included. */
  get pagesInUse(): number {
    return this.taken;
  }

  private takeFromTree(order: number): number {
    if (order <= LOW_ORDERS && this.tree.height > LOW_LEVEL) {
      const low = this.tree.takeHighest(order, LOW_LEVEL, 0);
      if (low >= 0) return low;
    }
    return order > this.tree.height * 10 ? -1 : this.tree.takeHighest(order);
  }

  /** Puts all cached ranges back into the tree, where they may join into larger ones. False when there were none. */
  private emptyCache(): boolean {
    let any = false;
    for (let order = 0; order < CACHED_ORDERS; order++) {
      for (let i = this.cachedCount[order]! - 1; i >= 0; i--) {
        this.tree.give(this.cached[order * CACHE_CAPACITY + i]!, order);
        any = true;
      }
      this.cachedCount[order] = 0;
    }
    return any;
  }
}
