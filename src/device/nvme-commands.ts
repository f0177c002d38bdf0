import type { Time } from '../clock/time.ts';

/** Commands that an NVMe device works on, as columns; a command is known by its slot. */
export class NvmeCommands {
  readonly commandId: Uint32Array;
  readonly prp1: Float64Array;
  readonly prp2: Float64Array;
  readonly firstBlock: Float64Array;
  readonly blocks: Uint32Array;
  /** When the medium has the data, in picoseconds. */
  readonly dueAt: Float64Array;
  /** 0, or the status to complete with at once. */
  readonly status: Uint32Array;
  /** The slots in use, in no order. */
  private readonly used: Uint32Array;
  private readonly free: Uint32Array;
  private count = 0;
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.commandId = new Uint32Array(capacity);
    this.prp1 = new Float64Array(capacity);
    this.prp2 = new Float64Array(capacity);
    this.firstBlock = new Float64Array(capacity);
    this.blocks = new Uint32Array(capacity);
    this.dueAt = new Float64Array(capacity);
    this.status = new Uint32Array(capacity);
    this.used = new Uint32Array(capacity);
    this.free = new Uint32Array(capacity);
    this.clear();
  }

  get inWork(): number {
    return this.count;
  }

  get isFull(): boolean {
    return this.count === this.capacity;
  }

  clear(): void {
    this.count = 0;
    for (let i = 0; i < this.capacity; i++) this.free[i] = i;
  }

  /** A slot for one more command; only while not full. */
  take(): number {
    const slot = this.free[this.capacity - 1 - this.count]!;
    this.used[this.count] = slot;
    this.count += 1;
    return slot;
  }

  /** Gives a slot up. */
  release(slot: number): void {
    let at = 0;
    while (this.used[at] !== slot) at += 1;
    this.count -= 1;
    this.used[at] = this.used[this.count]!;
    this.free[this.capacity - 1 - this.count] = slot;
  }

  /** The slot that is due first (of equals the lowest slot), or -1 when none is in work. */
  get nextDue(): number {
    let best = -1;
    let bestAt = 0;
    for (let i = 0; i < this.count; i++) {
      const slot = this.used[i]!;
      const at = this.dueAt[slot]!;
      if (best < 0 || at < bestAt || (at === bestAt && slot < best)) {
        best = slot;
        bestAt = at;
      }
    }
    return best;
  }

  /** When a slot is due. */
  due(slot: number): Time {
    return this.dueAt[slot]! as Time;
  }
}
