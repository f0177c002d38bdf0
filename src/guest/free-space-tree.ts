import { assert } from '../base/assert.ts';
import { shiftRight } from '../base/bits.ts';

/** Exponent of the children of a chunk, and the words of its tree. */
const FANOUT_BITS = 10;
const FANOUT = 2 ** FANOUT_BITS;

/**
 * Which blocks of a space of pages are free: blocks of 2^order pages, aligned to their size. Answers "the highest free
 * block of this order" in one descent, O(log of the space), whatever was freed before.
 *
 * A radix tree of chunks of 1024 children; each chunk is a complete binary tree in a byte array, where a node holds the
 * largest free order below it plus one (0 = nothing free). Chunks come into being when something in them is first taken,
 * so a space of 2^36 pages costs what is used of it. Nodes below a taken block keep their old values; nobody descends there.
 */
export class FreeSpaceTree {
  /** Levels of chunks; the space has 1024^height pages. */
  readonly height: number;
  /** Chunks by level (1 = single pages) and place. */
  private readonly chunks: Map<number, Uint8Array>[];

  /** @param height 1 … 5. */
  constructor(height: number) {
    this.height = height;
    this.chunks = Array.from({ length: height + 1 }, () => new Map<number, Uint8Array>());
  }

  /**
   * Takes the highest free block of an order in the part that chunk `place` of `level` covers (pages `place` · 1024^level
   * and on); left out, in the whole space.
   * @returns its first page, or -1 when there is none.
   */
  takeHighest(order: number, level = this.height, place = 0): number {
    let chunk = this.chunkAt(level, place);
    if (chunk[1]! <= order) return -1;
    while (true) {
      const leafOrder = (level - 1) * FANOUT_BITS;
      let node = 1;
      let nodeOrder = level * FANOUT_BITS;
      while (nodeOrder > order && nodeOrder > leafOrder) {
        node = node * 2 + 1;
        if (chunk[node]! <= order) node -= 1;
        nodeOrder -= 1;
      }
      if (nodeOrder === order) {
        chunk[node] = 0;
        this.update(level, place, chunk, node);
        const depth = level * FANOUT_BITS - order;
        return place * pagesOf(level) + (node - 2 ** depth) * 2 ** order;
      }
      place = place * FANOUT + node - FANOUT;
      level -= 1;
      chunk = this.chunkAt(level, place);
    }
  }

  /** Takes one block that is known to be free. `page` is a multiple of 2^order. */
  take(page: number, order: number): void {
    const level = this.levelOf(order);
    const place = Math.floor(page / pagesOf(level));
    const chunk = this.chunkAt(level, place);
    const node = nodeOf(page, order, level);
    assert(chunk[node] === order + 1, 'a free block to take');
    chunk[node] = 0;
    this.update(level, place, chunk, node);
  }

  /** Takes all pages from `first` up to `last`, which are known to be free. */
  takeRange(first: number, last: number): void {
    for (let page = first; page <= last;) {
      let order = 0;
      while (order < this.height * FANOUT_BITS && page % 2 ** (order + 1) === 0 && page + 2 ** (order + 1) - 1 <= last)
        order += 1;
      this.take(page, order);
      page += 2 ** order;
    }
  }

  /** Gives a block back, exactly as it was taken. */
  give(page: number, order: number): void {
    const level = this.levelOf(order);
    const place = Math.floor(page / pagesOf(level));
    const chunk = this.chunkAt(level, place);
    const node = nodeOf(page, order, level);
    assert(chunk[node] === 0, 'a taken block to give back');
    chunk[node] = order + 1;
    this.update(level, place, chunk, node);
  }

  /** Bytes that the tree takes up. */
  get byteLength(): number {
    return this.chunks.reduce((sum, level) => sum + level.size, 0) * FANOUT * 2;
  }

  private levelOf(order: number): number {
    return Math.min(Math.floor(order / FANOUT_BITS) + 1, this.height);
  }

  private chunkAt(level: number, place: number): Uint8Array {
    const known = this.chunks[level]!.get(place);
    if (known !== undefined) return known;
    const chunk = new Uint8Array(FANOUT * 2);
    for (let node = 1, value = level * FANOUT_BITS + 1; node < FANOUT * 2; node *= 2, value -= 1)
      chunk.fill(value, node, node * 2);
    this.chunks[level]!.set(place, chunk);
    return chunk;
  }

  /** Carries a change of `node` up to the root, as far as anything changes. */
  private update(level: number, place: number, chunk: Uint8Array, node: number): void {
    while (true) {
      let full = level * FANOUT_BITS + 1 - depthOf(node);
      while (node > 1) {
        node = shiftRight(node, 1);
        const left = chunk[node * 2]!;
        const right = chunk[node * 2 + 1]!;
        const value = left === full && right === full ? full + 1 : Math.max(left, right);
        if (chunk[node] === value) return;
        chunk[node] = value;
        full += 1;
      }
      if (level === this.height) return;
      const value = chunk[1]!;
      node = FANOUT + (place % FANOUT);
      place = Math.floor(place / FANOUT);
      level += 1;
      chunk = this.chunkAt(level, place);
      chunk[node] = value;
    }
  }
}

/** Pages that a chunk of a level covers. */
function pagesOf(level: number): number {
  return 2 ** (FANOUT_BITS * level);
}

function nodeOf(page: number, order: number, level: number): number {
  return 2 ** (level * FANOUT_BITS - order) + Math.floor((page % pagesOf(level)) / 2 ** order);
}

function depthOf(node: number): number {
  return 31 - Math.clz32(node);
}
