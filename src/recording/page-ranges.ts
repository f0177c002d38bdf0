/** Pages `first` … `end` - 1 and the number of what they belong to. */
export interface PageRange {
  readonly first: number;
  readonly end: number;
  readonly piece: number;
}

/** Ranges of one chunk; a fuller one is split in two. */
const MOST_PER_CHUNK = 512;

/**
 * Page ranges that do not overlap, in order: chunks of sorted arrays, so that a recording with many thousand live
 * mappings costs a search and a short move per line.
 */
export class PageRanges {
  private readonly chunks: PageRange[][] = [];

  /** Puts in a range that overlaps none. */
  add(range: PageRange): void {
    const at = this.chunkOf(range.first);
    const chunk = this.chunks[at];
    if (chunk === undefined) {
      this.chunks.push([range]);
      return;
    }
    chunk.splice(placeOf(chunk, range.first), 0, range);
    if (chunk.length > MOST_PER_CHUNK) this.chunks.splice(at + 1, 0, chunk.splice(MOST_PER_CHUNK / 2));
  }

  /** The range that holds a page. */
  find(page: number): PageRange | undefined {
    const chunk = this.chunks[this.chunkOf(page)];
    const range = chunk?.[placeOf(chunk, page + 1) - 1];
    return range !== undefined && page < range.end ? range : undefined;
  }

  /** Takes out every range that overlaps `first` … `end` - 1, whole. @returns them in order. */
  takeOverlapping(first: number, end: number): PageRange[] {
    const taken: PageRange[] = [];
    let at = this.chunkOf(first);
    for (let chunk = this.chunks[at]; chunk !== undefined; chunk = this.chunks[at]) {
      let from = placeOf(chunk, first);
      if (from > 0 && chunk[from - 1]!.end > first) from -= 1;
      const to = placeOf(chunk, end);
      taken.push(...chunk.splice(from, to - from));
      const reachesNext = from === chunk.length;
      if (chunk.length === 0) this.chunks.splice(at, 1);
      else at += 1;
      if (!reachesNext) break;
    }
    return taken;
  }

  /** The last chunk that begins at or before a page; the first when none does. */
  private chunkOf(page: number): number {
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.chunks[middle]![0]!.first <= page) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

/** How many ranges of a chunk begin before a page. */
function placeOf(chunk: readonly PageRange[], page: number): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (chunk[middle]!.first < page) low = middle + 1;
    else high = middle;
  }
  return low;
}
