import { and, andNot, fieldMask, or, popCount, shiftLeft } from '../base/bits.ts';

/** Each node has 1024 parts: leaves hold bits, the three levels above hold nodes. 2^40 pages: addresses of 52 bits. */
const FANOUT = 1024;
const TOP_LEVEL = 3;
const SPANS = [FANOUT, FANOUT * FANOUT, FANOUT * FANOUT * FANOUT, FANOUT * FANOUT * FANOUT * FANOUT] as const;
const WORD_BITS = 32;

/**
 * A set of 4 KiB page numbers (below 2^40) for ranges of any size: a page table of its own, in which a node that is
 * entirely in the set is stored as such. So a line that maps terabytes costs a few nodes, and scattered pages a bit each.
 */
export class PageSet {
  private readonly root = new Node(TOP_LEVEL);

  /** Number of pages in the set. */
  get size(): number {
    return this.root.count;
  }

  /** Puts in `count` pages from `first`. @returns how many of them were not there. */
  add(first: number, count: number): number {
    return count > 0 ? this.root.set(first, first + count - 1, true) : 0;
  }

  /** Takes out `count` pages from `first`. @returns how many of them were there. */
  remove(first: number, count: number): number {
    return count > 0 ? 0 - this.root.set(first, first + count - 1, false) : 0;
  }
}

/** A node without children and bits is either empty (`count` 0) or entirely in the set (`count` = span). */
class Node {
  count = 0;
  private readonly level: number;
  private children: Map<number, Node> | undefined;
  private bits: Uint32Array | undefined;

  constructor(level: number) {
    this.level = level;
  }

  /** Sets pages `first` … `last` of this node in or out of the set. @returns the change of the count. */
  set(first: number, last: number, inside: boolean): number {
    const before = this.count;
    const span = SPANS[this.level]!;
    if (this.count === (inside ? span : 0)) return 0;
    if (first === 0 && last === span - 1) this.count = inside ? span : 0;
    else if (this.level === 0) this.setBits(first, last, inside);
    else this.setChildren(first, last, inside);
    if (this.count === 0 || this.count === span) {
      this.children = undefined;
      this.bits = undefined;
    }
    return this.count - before;
  }

  private setChildren(first: number, last: number, inside: boolean): void {
    const part = SPANS[this.level - 1]!;
    const children = (this.children ??= this.materialize());
    for (let start = first; start <= last;) {
      const index = Math.floor(start / part);
      const base = index * part;
      const end = Math.min(last, base + part - 1);
      let child = children.get(index);
      if (child === undefined && inside) children.set(index, (child = new Node(this.level - 1)));
      if (child !== undefined) {
        this.count += child.set(start - base, end - base, inside);
        if (child.count === 0) children.delete(index);
      }
      start = end + 1;
    }
  }

  /** Children of a node that is about to become mixed. */
  private materialize(): Map<number, Node> {
    const children = new Map<number, Node>();
    if (this.count === 0) return children;
    for (let index = 0; index < FANOUT; index++) {
      const child = new Node(this.level - 1);
      child.count = SPANS[this.level - 1]!;
      children.set(index, child);
    }
    return children;
  }

  private setBits(first: number, last: number, inside: boolean): void {
    const bits = (this.bits ??= new Uint32Array(FANOUT / WORD_BITS).fill(this.count === 0 ? 0 : 0xffff_ffff));
    for (let start = first; start <= last;) {
      const word = Math.floor(start / WORD_BITS);
      const low = start % WORD_BITS;
      const high = Math.min(WORD_BITS - 1, last - word * WORD_BITS);
      const mask = low === high ? shiftLeft(1, low) : fieldMask(high, low);
      const old = bits[word]!;
      this.count += inside ? popCount(andNot(mask, old)) : -popCount(and(mask, old));
      bits[word] = inside ? or(old, mask) : andNot(old, mask);
      start = word * WORD_BITS + high + 1;
    }
  }
}
