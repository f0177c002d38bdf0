import { differingBlock } from './bits.ts';

/** Words of a page: the part of a buffer that is kept as a whole. */
const PAGE_WORDS = 1024;
/** Words in which a page may differ from the whole one before it is kept anew. A page of a ring changes in all of them. */
const MOST_PATCHES = 48;

/** Words compared at once. */
const BLOCK = 8;

/** A page of zeros, shared by all: memory that is there and unused. Never written. */
const ZEROES = new Int32Array(PAGE_WORDS);

/**
 * The contents of a buffer at one moment: whole pages, which images of the same buffer share, and the single words in which
 * they differ from them. In 100 ms of a machine one word or two of each packet buffer change: an image is then a hundredth
 * of the buffer.
 */
export class BufferImage {
  readonly target: ArrayBuffer;
  /** Whole pages, the last one perhaps shorter. */
  readonly pages: readonly Int32Array[];
  /** Index of a word and its value, in pairs, in order. */
  private readonly patches: Int32Array;
  /** The last bytes of a buffer whose length is no multiple of four. */
  private readonly tail: Uint8Array;
  /** Bytes beside the whole pages: never shared. */
  readonly ownBytes: number;

  /** @param base an earlier image of this buffer, or of a shorter one whose contents it took over. */
  constructor(target: ArrayBuffer, base?: BufferImage) {
    this.target = target;
    const words = wordsOf(target);
    const patches: number[] = [];
    const pages: Int32Array[] = [];
    for (let start = 0; start < words.length; start += PAGE_WORDS) {
      const length = Math.min(PAGE_WORDS, words.length - start);
      const earlier = base?.pages[pages.length];
      let page = earlier?.length === length ? earlier : length === PAGE_WORDS ? ZEROES : undefined;
      if (page === undefined || !patch(words, start, page, patches)) {
        page = words.slice(start, start + length);
      }
      pages.push(page);
    }
    const isSame = base?.pages.length === pages.length && pages.every((page, index) => page === base.pages[index]);
    this.pages = isSame ? base.pages : pages;
    this.patches = Int32Array.from(patches);
    this.tail = new Uint8Array(target.slice(words.length * 4));
    this.ownBytes = this.patches.byteLength + this.tail.length;
  }

  /** Puts the buffer back as it was. */
  restore(): void {
    const words = wordsOf(this.target);
    this.pages.forEach((page, index) => words.set(page, index * PAGE_WORDS));
    const { patches } = this;
    for (let i = 0; i < patches.length; i += 2) words[patches[i]!] = patches[i + 1]!;
    if (this.tail.length > 0) new Uint8Array(this.target).set(this.tail, words.length * 4);
  }
}

/** Adds the words in which a page has changed; false, and nothing added, when there are too many. */
function patch(words: Int32Array, start: number, page: Int32Array, patches: number[]): boolean {
  const before = patches.length;
  const { length } = page;
  // Only the last page of a buffer is of odd length.
  const isWhole = length % BLOCK === 0;
  for (let block = 0; block < length; block += BLOCK) {
    if (isWhole) block = differingBlock(words, start, page, block);
    const end = Math.min(block + BLOCK, length);
    for (let i = block; i < end; i++) {
      if (words[start + i] !== page[i]) patches.push(start + i, words[start + i]!);
    }
    if (patches.length - before > MOST_PATCHES * 2) {
      patches.length = before;
      return false;
    }
  }
  return true;
}

function wordsOf(buffer: ArrayBuffer): Int32Array {
  return new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
}
