import { and } from '../base/bits.ts';
import { assert } from '../base/assert.ts';
import type { Time } from '../clock/time.ts';

/** Most frames booked ahead; a power of two. */
const CAPACITY = 512;

/**
 * One direction of an Ethernet link: serialises frames at line rate. Frames are booked in order as soon as their bytes
 * are at hand, and each is finished by its owner when its last bit has left.
 */
export class Link {
  /** Frames that have left, and the bytes they took on the wire. */
  frames = 0;
  bytes = 0;
  /** Of those, the frames that nobody took, and the picoseconds of wire time they had. */
  lost = 0;
  lostTime = 0;
  private gbps: number;
  private free = 0;
  private finishedTime = 0;
  private latestSpan = 0;
  private readonly starts = new Float64Array(CAPACITY);
  private readonly ends = new Float64Array(CAPACITY);
  private readonly sizes = new Float64Array(CAPACITY);
  private first = 0;
  private after = 0;
  private knownSize = 0;
  private knownTime = 0;

  /** @param gbps line rate in Gb/s, 1 … 400. */
  constructor(gbps: number) {
    this.gbps = gbps;
  }

  /** Line rate in Gb/s. */
  get rate(): number {
    return this.gbps;
  }

  /** Changes the line rate for frames booked from now on. */
  setRate(gbps: number): void {
    this.gbps = gbps;
    this.knownSize = 0;
  }

  /** Whole picoseconds that `bytes` on the wire take: 1538 at 10 Gb/s are 1,230,400. */
  wireTime(bytes: number): number {
    if (bytes !== this.knownSize) {
      this.knownSize = bytes;
      this.knownTime = Math.round((bytes * 8000) / this.gbps);
    }
    return this.knownTime;
  }

  /** Books a frame of `bytes` on the wire that can start at `ready`. @returns when its last bit leaves. */
  book(bytes: number, ready: Time): Time {
    assert(this.after - this.first < CAPACITY, 'room for a frame on the link');
    const start = ready > this.free ? ready : this.free;
    const end = start + this.wireTime(bytes);
    const at = and(this.after, CAPACITY - 1);
    this.starts[at] = start;
    this.ends[at] = end;
    this.sizes[at] = bytes;
    this.after += 1;
    this.free = end;
    return end as Time;
  }

  /** Frames booked and not yet finished. */
  get waiting(): number {
    return this.after - this.first;
  }

  /** When the next booked frame's last bit leaves, and its bytes on the wire; only while `waiting` > 0. */
  get nextEnd(): Time {
    return this.ends[and(this.first, CAPACITY - 1)]! as Time;
  }
  get nextBytes(): number {
    return this.sizes[and(this.first, CAPACITY - 1)]!;
  }

  /** When the wire is free for another frame. */
  get freeAt(): Time {
    return this.free as Time;
  }

  /** The next booked frame has left. @returns its bytes on the wire. */
  finish(): number {
    const at = and(this.first, CAPACITY - 1);
    const bytes = this.sizes[at]!;
    this.first += 1;
    this.latestSpan = this.ends[at]! - this.starts[at]!;
    this.finishedTime += this.latestSpan;
    this.frames += 1;
    this.bytes += bytes;
    return bytes;
  }

  /** Nobody took the frame that was finished last. */
  lose(): void {
    this.lost += 1;
    this.lostTime += this.latestSpan;
  }

  /** Gives up every frame that has not left by `now`; the wire is free at once. */
  clear(now: Time): void {
    this.finishedTime = this.busyTime(now);
    this.first = this.after;
    this.free = now;
  }

  /** Picoseconds up to `now` in which the wire carried bits: exact, never more than `now`. */
  busyTime(now: Time): number {
    let busy = this.finishedTime;
    for (let i = this.first; i < this.after; i++) {
      const at = and(i, CAPACITY - 1);
      const start = this.starts[at]!;
      if (start >= now) break;
      const end = this.ends[at]!;
      busy += (end < now ? end : now) - start;
    }
    return busy;
  }
}
