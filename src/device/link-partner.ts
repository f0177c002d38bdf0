import { and } from '../base/bits.ts';
import { FRAME_MAGIC, wireBytes } from '../bus/nic-interface.ts';
import { ScheduledTask, type Scheduler } from '../clock/scheduler.ts';
import { START, type Time } from '../clock/time.ts';
import type { LinkPartnerConfig } from '../config/device-config.ts';
import type { WorkloadName } from '../config/identifiers.ts';
import type { FrameReceiver } from './frame-receiver.ts';
import type { Link } from './link.ts';

/** What the other machine does: only listens, sends a stream, or answers each frame with one of the same length. */
export type PartnerRole = 'sink' | 'source' | 'echo';

/** The role that goes with each workload of the guest. */
export const PARTNER_ROLES: Readonly<Record<WorkloadName, PartnerRole>> = {
  transmit: 'sink',
  receive: 'source',
  'request-response': 'echo',
  'nvme-random': 'sink',
  'nvme-sequential': 'sink',
  recording: 'sink',
};

const CAPACITY = 512;
const TWO_32 = 0x1_0000_0000;

/**
 * The machine at the other end of the wire: a peer that is never the bottleneck. It checks every frame it gets for loss,
 * order and damage.
 */
export class LinkPartner implements FrameReceiver {
  /** Frames that arrived here; how many of them were out of order, and how many had a damaged mark. */
  received = 0;
  outOfOrder = 0;
  damaged = 0;
  /** Sequence number of the latest frame, u32; the next is expected to be one more. */
  latestSequence = 0;
  /** Frames sent from here. */
  sent = 0;
  private role: PartnerRole = 'sink';
  private readonly scheduler: Scheduler;
  private readonly link: Link;
  private readonly task: ScheduledTask;
  private config: LinkPartnerConfig;
  private target: FrameReceiver | undefined = undefined;
  private nextSequence = 1;
  private latestStart = START as number;
  private readonly lengths = new Uint32Array(CAPACITY);
  private readonly sequences = new Uint32Array(CAPACITY);
  private first = 0;
  private after = 0;

  /** @param link the wire from here to the NIC. */
  constructor(scheduler: Scheduler, link: Link, config: LinkPartnerConfig) {
    this.scheduler = scheduler;
    this.link = link;
    this.config = config;
    this.task = new ScheduledTask('link-arrival', (now) => this.arrive(now));
  }

  /** Who takes the frames sent from here. */
  connect(target: FrameReceiver): void {
    this.target = target;
  }

  /** Does something else from now on; what it was sending is cut off. */
  setRole(role: PartnerRole): void {
    if (role === this.role) return;
    const now = this.scheduler.now;
    this.role = role;
    this.scheduler.cancel(this.task);
    this.link.clear(now);
    this.first = this.after;
    if (role === 'source') this.sendNext(now);
  }

  /** Other frame sizes, load or turnaround for frames sent from now on. */
  setConfig(config: LinkPartnerConfig): void {
    this.config = config;
  }

  /** Expects frames to be numbered from `next` on. */
  expect(next: number): void {
    this.latestSequence = and(next - 1, 0xffff_ffff);
  }

  frame(length: number, magic: number, sequence: number, markedLength: number, now: Time): boolean {
    this.received += 1;
    if (magic !== FRAME_MAGIC || markedLength !== length) this.damaged += 1;
    else if (sequence !== (this.latestSequence + 1) % TWO_32) this.outOfOrder += 1;
    this.latestSequence = sequence;
    if (this.role === 'echo') this.send(length, (now + this.config.turnaround) as Time);
    return true;
  }

  /** Puts a frame on the wire as soon as it is free from `ready` on. All frames are numbered in one sequence. */
  private send(length: number, ready: Time): void {
    if (this.after - this.first >= CAPACITY) return;
    const slot = and(this.after, CAPACITY - 1);
    this.lengths[slot] = length;
    this.sequences[slot] = this.nextSequence;
    this.nextSequence = (this.nextSequence + 1) % TWO_32;
    this.after += 1;
    this.link.book(wireBytes(length), ready);
    this.sent += 1;
    if (!this.task.scheduled) this.scheduler.schedule(this.task, this.link.nextEnd);
  }

  /** Sends the next frame of the stream, spaced so that the offered share of the line rate comes out. */
  private sendNext(now: Time): void {
    const { frameBytes, offeredLoad } = this.config;
    const spacing = Math.round((this.link.wireTime(wireBytes(frameBytes)) * 1_000_000) / offeredLoad);
    const due = this.latestStart + spacing;
    const start = due > now ? due : now;
    this.latestStart = start;
    this.send(frameBytes, start as Time);
  }

  private arrive(now: Time): void {
    const slot = and(this.first, CAPACITY - 1);
    const length = this.lengths[slot]!;
    const sequence = this.sequences[slot]!;
    this.first += 1;
    this.link.finish();
    // The next frame is booked first, so that the stream goes on back to back.
    if (this.role === 'source' && this.first === this.after) this.sendNext(now);
    const taken = this.target?.frame(length, FRAME_MAGIC, sequence, length, now) ?? false;
    if (!taken) this.link.lose();
    if (!this.task.scheduled && this.first < this.after) this.scheduler.schedule(this.task, this.link.nextEnd);
  }
}
