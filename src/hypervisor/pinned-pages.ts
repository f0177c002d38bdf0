import { assert } from '../base/assert.ts';
import { SparseIntegers } from '../base/sparse-integers.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';

/**
 * How often each page frame of a guest is pinned: as many times as shadow entries (in units of 4 KiB) name it. A pinned
 * frame stays where it is in host memory.
 */
export class PinnedPages {
  /** Frames that are pinned now, and most of them at once so far. */
  pinned = 0;
  peak = 0;
  private readonly counts = new SparseIntegers();
  private readonly frames: number;
  private readonly tracer: Tracer;
  /** How many maps of the whole guest there are: each pins every frame once. */
  private wholeMaps = 0;
  private singly = 0;

  /** @param frames page frames of the guest. */
  constructor(frames: number, tracer: Tracer) {
    this.frames = frames;
    this.tracer = tracer;
  }

  /** Pin count of a guest frame. */
  countOf(frame: number): number {
    return this.counts.get(frame) + this.wholeMaps;
  }

  pin(frame: number): void {
    if (this.counts.add(frame, 1) !== 1) return;
    this.singly += 1;
    this.tracer.emit(EVENT['page-pinned'], 0, frame * 4096);
    this.update();
  }

  /** Call it only once no device can reach the frame any more. */
  unpin(frame: number): void {
    const left = this.counts.add(frame, -1);
    assert(left >= 0, 'a frame that was pinned');
    if (left !== 0) return;
    this.singly -= 1;
    this.tracer.emit(EVENT['page-unpinned'], 0, frame * 4096);
    this.update();
  }

  pinAll(): void {
    this.wholeMaps += 1;
    this.update();
  }

  unpinAll(): void {
    this.wholeMaps -= 1;
    this.update();
  }

  private update(): void {
    this.pinned = this.wholeMaps > 0 ? this.frames : this.singly;
    if (this.pinned > this.peak) this.peak = this.pinned;
  }
}
