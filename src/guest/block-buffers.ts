import { and, ceilLog2 } from '../base/bits.ts';
import { present } from '../base/assert.ts';
import type { FrameAllocator } from '../bus/frame-allocator.ts';
import type { Time } from '../clock/time.ts';
import { NO_PAGE, type PageAllocator } from './page-allocator.ts';

/** Where the pages of block requests come from. */
export interface BlockBuffers {
  /** Puts the GPAs of a request's pages into `pages`. False when there are none to be had. */
  take(pages: Float64Array, now: Time): boolean;
  /** The request is over. */
  giveBack(pages: Float64Array, now: Time): void;
}

/** A fixed set of buffers used in turn, as by a program that reads blocks at random into its own memory. */
export class CyclingBuffers implements BlockBuffers {
  private readonly queue: Float64Array;
  private readonly pagesEach: number;
  private readonly capacity: number;
  private first = 0;
  private after: number;

  constructor(frames: FrameAllocator, buffers: number, pagesEach: number) {
    this.capacity = 2 ** ceilLog2(buffers);
    this.pagesEach = pagesEach;
    this.queue = new Float64Array(this.capacity * pagesEach);
    this.after = buffers;
    for (let i = 0; i < buffers * pagesEach; i++)
      this.queue[i] = present(frames.allocate(), 'memory for block buffers');
  }

  take(pages: Float64Array, _now: Time): boolean {
    if (this.first === this.after) return false;
    const at = and(this.first, this.capacity - 1) * this.pagesEach;
    for (let i = 0; i < this.pagesEach; i++) pages[i] = this.queue[at + i]!;
    this.first += 1;
    return true;
  }

  giveBack(pages: Float64Array, _now: Time): void {
    const at = and(this.after, this.capacity - 1) * this.pagesEach;
    for (let i = 0; i < this.pagesEach; i++) this.queue[at + i] = pages[i]!;
    this.after += 1;
  }
}

/** Pages that were not used lately, as for a file that is read into the page cache: none comes back soon. */
export class FreshBuffers implements BlockBuffers {
  private readonly allocator: PageAllocator;

  constructor(allocator: PageAllocator) {
    this.allocator = allocator;
  }

  take(pages: Float64Array, now: Time): boolean {
    for (let i = 0; i < pages.length; i++) {
      const page = this.allocator.take(now);
      if (page === NO_PAGE) {
        while (i > 0) this.allocator.giveBack(pages[--i]!, now);
        return false;
      }
      pages[i] = page;
    }
    return true;
  }

  giveBack(pages: Float64Array, now: Time): void {
    for (let i = 0; i < pages.length; i++) this.allocator.giveBack(pages[i]!, now);
  }
}
