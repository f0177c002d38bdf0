import { present } from '../base/assert.ts';
import { PAGE_SIZE } from '../bus/addresses.ts';
import type { PhysicalMemory } from '../bus/physical-memory.ts';

const ZEROES = new Uint8Array(PAGE_SIZE);

/** Page frames of the host that guests have given up: whoever needs one gets one, empty, whoever had it before. */
export class HostFrames {
  readonly memory: PhysicalMemory;
  private readonly free: number[] = [];

  constructor(memory: PhysicalMemory) {
    this.memory = memory;
  }

  /** Whether a frame was never written. */
  isBlank(frame: number): boolean {
    return this.memory.frameWords(frame) === 0;
  }

  /** Takes a frame back and wipes it, so that nothing of one guest reaches another. */
  give(frame: number): void {
    if (!this.isBlank(frame)) this.memory.writeBytes(frame * PAGE_SIZE, ZEROES, PAGE_SIZE);
    this.free.push(frame);
  }

  /** A free frame. There is one for whatever was reclaimed. */
  take(): number {
    return present(this.free.pop(), 'a free host frame');
  }
}
