import { assert } from '../base/assert.ts';
import type { Random } from '../base/random.ts';
import { PAGE_SIZE } from '../bus/addresses.ts';
import type { Time } from '../clock/time.ts';
import { NO_PAGE, type PageAllocator } from './page-allocator.ts';
import { DEPTH_CHOICES, depthTable } from './page-pool-depth.ts';

/**
 * The driver's pool of buffer pages: a stack from which pages are taken at a random depth (`page-pool-depth.ts`), so that
 * a page comes back after as many other frees as a recorded Linux driver's did.
 *
 * A freed page goes on top; with the cold probability it goes back to the page allocator instead, and another page takes
 * its place, one that has rested for a while. The number of pages is constant.
 */
export class PagePool {
  /** Parts per million of the freed pages that go back to the allocator. */
  coldRate: number;
  /** Pages freed so far, and those of them that went back to the allocator. */
  frees = 0;
  retired = 0;
  private readonly allocator: PageAllocator;
  private readonly random: Random;
  private readonly depths = depthTable();
  /** Page frame numbers, the latest freed at `count - 1`. */
  private readonly stack: Int32Array;
  private count = 0;

  /** @param pages in the pool in all. Fewer are used when the allocator has fewer. */
  constructor(allocator: PageAllocator, random: Random, pages: number, coldRate: number, now: Time) {
    this.allocator = allocator;
    this.random = random;
    this.coldRate = coldRate;
    this.stack = new Int32Array(pages);
    for (let i = 0; i < this.stack.length; i++) {
      const page = allocator.take(now);
      if (page === NO_PAGE) break;
      this.stack[this.count] = page / PAGE_SIZE;
      this.count += 1;
    }
    assert(this.count > 0, 'memory for a page pool');
  }

  /** Pages in the pool now. */
  get available(): number {
    return this.count;
  }

  /** The GPA of a page, or `NO_PAGE` when all are in use. */
  take(): number {
    const top = this.count - 1;
    if (top < 0) return NO_PAGE;
    const depth = this.depths[this.random.below(DEPTH_CHOICES)]!;
    const at = depth > top ? 0 : top - depth;
    const stack = this.stack;
    const page = stack[at]!;
    stack.copyWithin(at, at + 1, this.count);
    this.count = top;
    return page * PAGE_SIZE;
  }

  /** Frees a page. */
  put(page: number, now: Time): void {
    this.frees += 1;
    let kept = page;
    if (this.random.chance(this.coldRate)) {
      const other = this.allocator.take(now);
      if (other !== NO_PAGE) {
        this.allocator.giveBack(page, now);
        this.retired += 1;
        kept = other;
      }
    }
    this.stack[this.count] = kept / PAGE_SIZE;
    this.count += 1;
  }
}
