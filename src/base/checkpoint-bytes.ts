import type { Checkpoint } from './checkpoint.ts';

/** Bytes that a number of checkpoints take together, what they share counted once. */
export class CheckpointBytes {
  private readonly lists = new Map<readonly Int32Array[], number>();
  private readonly pages = new Map<Int32Array, number>();
  private sum = 0;

  get total(): number {
    return this.sum;
  }

  add(checkpoint: Checkpoint): void {
    this.sum += checkpoint.plainBytes;
    for (const { pages, ownBytes } of checkpoint.images) {
      this.sum += ownBytes;
      if (more(this.lists, pages) > 1) continue;
      this.sum += pages.length * 8;
      for (const page of pages) if (more(this.pages, page) === 1) this.sum += page.byteLength;
    }
  }

  remove(checkpoint: Checkpoint): void {
    this.sum -= checkpoint.plainBytes;
    for (const { pages, ownBytes } of checkpoint.images) {
      this.sum -= ownBytes;
      if (fewer(this.lists, pages) > 0) continue;
      this.sum -= pages.length * 8;
      for (const page of pages) if (fewer(this.pages, page) === 0) this.sum -= page.byteLength;
    }
  }
}

function more<T>(counts: Map<T, number>, key: T): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

function fewer<T>(counts: Map<T, number>, key: T): number {
  const count = counts.get(key)! - 1;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
  return count;
}
