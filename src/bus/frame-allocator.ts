import { assert } from '../base/assert.ts';
import { PAGE_SIZE } from './addresses.ts';

/** Hands out page frames of a region of physical memory: the latest freed first, otherwise the next never used. */
export class FrameAllocator {
  private readonly end: number;
  private next: number;
  private readonly freed: number[] = [];
  private live = 0;

  /** @param start first byte of the region, @param end byte after it; both multiples of 4096. */
  constructor(start: number, end: number) {
    assert(start % PAGE_SIZE === 0 && end % PAGE_SIZE === 0 && end > start, 'region of whole page frames');
    this.next = start;
    this.end = end;
  }

  /** The address of a page frame, or undefined when the region is used up. Its contents are whatever they were. */
  allocate(): number | undefined {
    const again = this.freed.pop();
    if (again !== undefined) {
      this.live += 1;
      return again;
    }
    if (this.next >= this.end) return undefined;
    const address = this.next;
    this.next += PAGE_SIZE;
    this.live += 1;
    return address;
  }

  /** The lowest address of `count` page frames in a row, never used before; undefined when there are none. */
  allocateContiguous(count: number): number | undefined {
    if (this.next + count * PAGE_SIZE > this.end) return undefined;
    const address = this.next;
    this.next += count * PAGE_SIZE;
    this.live += count;
    return address;
  }

  /** Takes a page frame back. */
  free(address: number): void {
    assert(address % PAGE_SIZE === 0, 'a page frame address');
    this.freed.push(address);
    this.live -= 1;
  }

  /** Page frames handed out and not yet freed. */
  get inUse(): number {
    return this.live;
  }
}
