import { and } from '../base/bits.ts';
import { PAGE_SIZE } from '../bus/addresses.ts';
import type { FrameAllocator } from '../bus/frame-allocator.ts';
import type { Time } from '../clock/time.ts';

/** What `take` answers when there is no page frame at all. */
export const NO_PAGE = -1;

/**
 * The part of the guest's page allocator that its drivers see: a page frame given back is not handed out again before a
 * given span has passed (the rest of the system uses it meanwhile). First in, first out; then frames never used.
 */
export class PageAllocator {
  /** Shortest span between giving back and handing out, in picoseconds. */
  coldTime: number;
  /** Page frames handed out too early, because memory was used up. */
  earlyReturns = 0;
  private readonly frames: FrameAllocator;
  private pages = new Int32Array(1024);
  private returnedAt = new Float64Array(1024);
  private first = 0;
  private after = 0;

  /** @param frames page frames never used so far (GPA). */
  constructor(frames: FrameAllocator, coldTime: number) {
    this.frames = frames;
    this.coldTime = coldTime;
  }

  /** Page frames given back and not handed out since. */
  get resting(): number {
    return this.after - this.first;
  }

  /** The GPA of a page frame, or `NO_PAGE`. */
  take(now: Time): number {
    const at = and(this.first, this.pages.length - 1);
    const some = this.after > this.first;
    if (some && now - this.returnedAt[at]! >= this.coldTime) return this.takeFirst(at);
    const fresh = this.frames.allocate();
    if (fresh !== undefined) return fresh;
    if (!some) return NO_PAGE;
    this.earlyReturns += 1;
    return this.takeFirst(at);
  }

  /** Takes a page frame back. */
  giveBack(page: number, now: Time): void {
    if (this.after - this.first === this.pages.length) this.grow();
    const at = and(this.after, this.pages.length - 1);
    this.pages[at] = page / PAGE_SIZE;
    this.returnedAt[at] = now;
    this.after += 1;
  }

  private takeFirst(at: number): number {
    this.first += 1;
    return this.pages[at]! * PAGE_SIZE;
  }

  private grow(): void {
    const before = this.pages.length;
    const pages = new Int32Array(before * 2);
    const returnedAt = new Float64Array(before * 2);
    for (let i = this.first; i < this.after; i++) {
      pages[i % (before * 2)] = this.pages[i % before]!;
      returnedAt[i % (before * 2)] = this.returnedAt[i % before]!;
    }
    this.pages = pages;
    this.returnedAt = returnedAt;
  }
}
