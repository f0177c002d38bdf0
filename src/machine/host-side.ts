import { FrameAllocator } from '../bus/frame-allocator.ts';
import { PhysicalMemory } from '../bus/physical-memory.ts';
import { priceList, type CostModel } from '../config/cost-model.ts';
import type { Strategy } from '../config/identifiers.ts';
import { HostFrames } from '../hypervisor/host-frames.ts';
import { Sidecore } from '../hypervisor/sidecore.ts';
import { cyclesToDuration } from '../clock/time.ts';

const GIB = 2 ** 30;
/** The first page frames are left to firmware; the hypervisor's tables fill the rest of the first gibibyte. */
const TABLES_START = 0x10_0000;

/** What the guests of one host share: its memory, the hypervisor's page frames, and the sidecore. */
export class HostSide {
  readonly memory: PhysicalMemory;
  /** Page frames for shadow tables. */
  readonly tableFrames: FrameAllocator;
  readonly hostFrames: HostFrames;
  readonly sidecore: Sidecore;
  /** HPA of memory of the host's own, which no guest was ever given. */
  readonly ownMemory: number;
  readonly guests: number;
  private readonly guestSpan: number;

  /** @param guestBytes of each guest. */
  constructor(guests: number, guestBytes: number, costs: CostModel, strategy: Strategy) {
    this.guests = guests;
    this.guestSpan = Math.ceil(guestBytes / GIB) * GIB;
    this.ownMemory = GIB + guests * this.guestSpan;
    this.memory = new PhysicalMemory(this.ownMemory + GIB);
    this.tableFrames = new FrameAllocator(TABLES_START, GIB);
    this.hostFrames = new HostFrames(this.memory);
    const hertz = costs.rows['core-frequency'].value;
    const period = cyclesToDuration(costs.rows['sidecore-poll-period'].value, hertz);
    this.sidecore = new Sidecore(priceList(costs, 'sidecore', strategy), period);
  }

  /** HPA of the first byte of a guest's memory at the start. */
  guestStart(index: number): number {
    return GIB + index * this.guestSpan;
  }
}
