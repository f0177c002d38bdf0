import { assert } from '../base/assert.ts';
import { pageNumber, pageOffset } from '../base/bits.ts';
import { PAGE_SIZE } from '../bus/addresses.ts';
import type { MemoryPort } from '../bus/ports.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { HostFrames } from './host-frames.ts';

/** Stands for the place of a frame that is on the swap device. */
const SWAPPED = -1;
/** Most frames (64 GiB) of a guest whose frames can be reclaimed. */
const MOST_RECLAIMABLE = 2 ** 24;

/** Frames of a block: the reclaimer passes a block without a frame of the host at once. */
const BLOCK_FRAMES = 1024;

/** Told that a frame had to be brought back, so that somebody pays. */
export type SwapInListener = (frame: number) => void;

/**
 * A guest's memory: every access goes by its own address (GPA) to the page frame of the host (HPA) that holds it now. At
 * first the guest's frames lie in a row in host memory. A frame can be reclaimed: its contents go to the swap device, its
 * host frame to whoever needs one; the next access brings it back into any free host frame.
 */
export class GuestMemory implements MemoryPort {
  readonly size: number;
  /** Page frames in all, and those of them that are on the swap device now. */
  readonly frames: number;
  reclaimed = 0;
  swapIns = 0;
  /** While true, somebody only looks: nothing is brought back or counted. */
  isObserved = false;
  /** Pays for what is brought back. */
  onSwapIn: SwapInListener | undefined = undefined;
  private readonly hostFrames: HostFrames;
  private readonly home: number;
  private readonly tracer: Tracer;
  /** Per frame: 0 = at home, SWAPPED, or the host frame. Made when the first frame is reclaimed. */
  private places: Int32Array | undefined = undefined;
  /** 1 = used since the reclaimer last came by. */
  private recent: Uint8Array = new Uint8Array(0);
  /** Frames that are not on the swap device, per block. */
  private present: Uint16Array = new Uint16Array(0);
  /** Guest frames by host frame, of those that are not at home. */
  private readonly movedTo = new Map<number, number>();
  private readonly swapDevice = new Map<number, Uint8Array>();

  /** @param start HPA of the first byte at first; `start` and `size` are multiples of 4096. */
  constructor(hostFrames: HostFrames, start: number, size: number, tracer: Tracer) {
    assert(start % PAGE_SIZE === 0 && size % PAGE_SIZE === 0, 'memory of whole page frames');
    this.hostFrames = hostFrames;
    this.home = start / PAGE_SIZE;
    this.size = size;
    this.frames = size / PAGE_SIZE;
    this.tracer = tracer;
  }

  contains(address: number, length: number): boolean {
    return address >= 0 && address + length <= this.size;
  }

  read32(address: number): number {
    if (!this.contains(address, 4)) return 0;
    if (this.places !== undefined) return this.readMoved(address);
    return this.hostFrames.memory.read32(this.home * PAGE_SIZE + address);
  }

  write32(address: number, value: number): void {
    if (this.contains(address, 4)) this.hostFrames.memory.write32(this.hostAddress(address), value);
  }

  readBytes(address: number, into: Uint8Array, length: number): void {
    this.forEachPart(address, length, (at, done, count) => {
      const part = into.subarray(done, done + count);
      if (this.contains(at, count)) this.hostFrames.memory.readBytes(this.hostAddress(at), part, count);
      else part.fill(0);
    });
  }

  writeBytes(address: number, from: Uint8Array, length: number): void {
    this.forEachPart(address, length, (at, done, count) => {
      if (!this.contains(at, count)) return;
      this.hostFrames.memory.writeBytes(this.hostAddress(at), from.subarray(done, done + count), count);
    });
  }

  frameWords(frame: number): number {
    return frame < this.frames ? this.hostFrames.memory.frameWords(this.hostFrame(frame)) : -1;
  }

  get words(): Uint32Array {
    return this.hostFrames.memory.words;
  }

  /** The host frame of a guest frame, which is brought back when it was reclaimed. */
  hostFrame(frame: number): number {
    const { places } = this;
    if (places === undefined) return this.home + frame;
    if (places[frame] === SWAPPED) this.swapIn(frame, places);
    this.recent[frame] = 1;
    const place = places[frame]!;
    return place === 0 ? this.home + frame : place;
  }

  /** The guest frame that a host frame holds, -1 when it holds none of this guest's. */
  guestFrame(hostFrame: number): number {
    const moved = this.movedTo.get(hostFrame);
    if (moved !== undefined) return moved;
    const frame = hostFrame - this.home;
    return frame >= 0 && frame < this.frames && (this.places?.[frame] ?? 0) === 0 ? frame : -1;
  }

  /** Whether frames [first, first + count) lie in a row in host memory. */
  isContiguous(first: number, count: number): boolean {
    const { places } = this;
    if (places === undefined) return true;
    for (let frame = first; frame < first + count; frame++) if (places[frame] !== 0) return false;
    return true;
  }

  /** Whether a frame is on the swap device. */
  isReclaimed(frame: number): boolean {
    return this.places?.[frame] === SWAPPED;
  }

  /** How many frames from `frame` on are surely on the swap device: all to the end of its block, or none. */
  reclaimedFrom(frame: number): number {
    const block = Math.floor(frame / BLOCK_FRAMES);
    if (this.places === undefined || this.present[block] !== 0) return 0;
    return Math.min((block + 1) * BLOCK_FRAMES, this.frames) - frame;
  }

  /** Whether frames can be reclaimed at all: not those of a memory that is larger than any guest's. */
  get isReclaimable(): boolean {
    return this.frames <= MOST_RECLAIMABLE;
  }

  /** Whether a frame was never written. */
  isBlank(frame: number): boolean {
    const place = this.places?.[frame] ?? 0;
    return place !== SWAPPED && this.hostFrames.isBlank(place === 0 ? this.home + frame : place);
  }

  /** Whether a frame was used since this was asked last. */
  takeRecent(frame: number): boolean {
    const wasUsed = this.recent[frame] === 1;
    this.recent[frame] = 0;
    return wasUsed;
  }

  /** Puts a frame on the swap device. It must not be pinned. */
  reclaim(frame: number): void {
    if (this.places === undefined) {
      this.places = new Int32Array(this.frames);
      this.recent = new Uint8Array(this.frames);
      this.present = presentAtFirst(this.frames);
    }
    const place = this.places[frame]!;
    const host = place === 0 ? this.home + frame : place;
    if (!this.hostFrames.isBlank(host)) {
      const contents = new Uint8Array(PAGE_SIZE);
      this.hostFrames.memory.readBytes(host * PAGE_SIZE, contents, PAGE_SIZE);
      this.swapDevice.set(frame, contents);
    }
    this.movedTo.delete(host);
    this.places[frame] = SWAPPED;
    this.present[Math.floor(frame / BLOCK_FRAMES)]! -= 1;
    this.reclaimed += 1;
    this.hostFrames.give(host);
    this.tracer.emit(EVENT['page-reclaimed'], 0, frame * PAGE_SIZE);
  }

  private swapIn(frame: number, places: Int32Array): void {
    const host = this.hostFrames.take();
    places[frame] = host === this.home + frame ? 0 : host;
    this.present[Math.floor(frame / BLOCK_FRAMES)]! += 1;
    if (places[frame] !== 0) this.movedTo.set(host, frame);
    const contents = this.swapDevice.get(frame);
    if (contents !== undefined) {
      this.hostFrames.memory.writeBytes(host * PAGE_SIZE, contents, PAGE_SIZE);
      this.swapDevice.delete(frame);
    }
    this.reclaimed -= 1;
    this.swapIns += 1;
    this.tracer.emit(EVENT['page-swapped-in'], 0, frame * PAGE_SIZE);
    this.onSwapIn?.(frame);
  }

  private hostAddress(address: number): number {
    if (this.places === undefined) return this.home * PAGE_SIZE + address;
    return this.hostFrame(pageNumber(address)) * PAGE_SIZE + pageOffset(address);
  }

  private readMoved(address: number): number {
    const frame = pageNumber(address);
    if (!this.isObserved || this.places?.[frame] !== SWAPPED)
      return this.hostFrames.memory.read32(this.hostAddress(address));
    const contents = this.swapDevice.get(frame);
    return contents === undefined ? 0 : new Uint32Array(contents.buffer)[pageOffset(address) / 4]!;
  }

  /** Cuts a transfer at page frames once these are no longer in a row. */
  private forEachPart(address: number, length: number, visit: (at: number, done: number, count: number) => void): void {
    if (this.places === undefined && this.contains(address, length)) {
      visit(address, 0, length);
      return;
    }
    for (let done = 0; done < length;) {
      const at = address + done;
      const count = Math.min(length - done, PAGE_SIZE - pageOffset(at));
      visit(at, done, count);
      done += count;
    }
  }
}

/** How many frames each block has. */
function presentAtFirst(frames: number): Uint16Array {
  const blocks = Math.ceil(frames / BLOCK_FRAMES);
  return Uint16Array.from({ length: blocks }, (_, block) => Math.min(BLOCK_FRAMES, frames - block * BLOCK_FRAMES));
}
