import { and } from '../base/bits.ts';
import type { SourceId } from '../bus/addresses.ts';
import { DESCRIPTOR_STATUS, FRAME_MARK, FRAME_MARK_END, wireBytes } from '../bus/nic-interface.ts';
import { ScheduledTask, type Scheduler } from '../clock/scheduler.ts';
import { later, START, type Time } from '../clock/time.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { DmaBuffer } from './dma-buffer.ts';
import type { DmaEngine } from './dma-engine.ts';
import type { FrameReceiver } from './frame-receiver.ts';
import type { InterruptModeration } from './interrupt-moderation.ts';
import type { Link } from './link.ts';
import type { NicRing } from './nic-ring.ts';

const FRAME_SENT = EVENT['frame-sent'];
/** Frames in the FIFO at most; a power of two. */
const CAPACITY = 256;
const LARGEST_FRAME = 9216;

/** What the transmit half works with. */
export interface TransmitParts {
  readonly scheduler: Scheduler;
  readonly tracer: Tracer;
  readonly dma: DmaEngine;
  readonly source: SourceId;
  readonly ring: NicRing;
  readonly moderation: InterruptModeration;
  readonly link: Link;
  /** The other end of the wire. */
  readonly receiver: FrameReceiver;
  /** Frames fetched ahead of the wire, 1 … 256. */
  readonly fetchAhead: number;
}

/**
 * The transmit half of a NIC: fetches frames ahead of the wire into a FIFO, and finishes each when its last bit has left.
 * A frame costs one task of the scheduler while the FIFO is full, two while it runs dry. The DMA of what one run fetches
 * is translated in that run and completes in its own time.
 */
export class NicTransmit {
  /** Frames whose buffer could not be read. */
  blocked = 0;
  /** Called with the bytes of each frame fetched; for tests. */
  frameObserver: ((bytes: Uint8Array, length: number) => void) | undefined = undefined;
  private readonly parts: TransmitParts;
  private readonly ring: NicRing;
  private readonly fetchTask: ScheduledTask;
  private readonly leaveTask: ScheduledTask;
  private readonly frame = new DmaBuffer(LARGEST_FRAME);
  /** FIFO of what has been fetched: length (0 = blocked), mark, and when it leaves. */
  private readonly lengths = new Uint32Array(CAPACITY);
  private readonly magics = new Uint32Array(CAPACITY);
  private readonly sequences = new Uint32Array(CAPACITY);
  private readonly markedLengths = new Uint32Array(CAPACITY);
  private readonly leavesAt = new Float64Array(CAPACITY);
  private latestLeave: Time = START;

  constructor(parts: TransmitParts) {
    this.parts = parts;
    this.ring = parts.ring;
    this.fetchTask = new ScheduledTask('nic-fetch', (now) => this.fetch(now));
    this.leaveTask = new ScheduledTask('nic-leave', (now) => this.leave(now));
  }

  /** The driver has posted up to index `tail`. */
  doorbell(tail: number, now: Time): void {
    this.ring.post(tail);
    if (this.fetchTask.scheduled || this.fifoSize >= this.parts.fetchAhead) return;
    this.parts.scheduler.schedule(this.fetchTask, (now + this.parts.dma.doorbellLatency) as Time);
  }

  /** Frames fetched and not yet gone. */
  get fifoSize(): number {
    return this.ring.started - this.ring.finished;
  }

  /** Drops everything that has not left. */
  stop(now: Time): void {
    this.parts.scheduler.cancel(this.fetchTask);
    this.parts.scheduler.cancel(this.leaveTask);
    this.parts.link.clear(now);
    this.latestLeave = now;
  }

  private fetch(now: Time): void {
    const { ring } = this;
    const limit = this.parts.fetchAhead;
    while (ring.started - ring.finished < limit && ring.prepare(now)) this.fetchFrame(now);
    if (!this.leaveTask.scheduled && ring.finished < ring.started) {
      this.parts.scheduler.schedule(this.leaveTask, this.leavesAt[and(ring.finished, CAPACITY - 1)]! as Time);
    }
  }

  private fetchFrame(now: Time): void {
    const { ring, frame } = this;
    const { dma, source, link } = this.parts;
    const length = ring.nextLength;
    const slot = and(ring.started, CAPACITY - 1);
    const at = later(now, ring.nextReadyAt);
    if (length <= LARGEST_FRAME && dma.read(source, ring.nextAddress, frame, length, at)) {
      this.frameObserver?.(frame.bytes, length);
      const marked = length >= FRAME_MARK_END;
      this.magics[slot] = marked ? frame.words[FRAME_MARK.magic / 4]! : 0;
      this.sequences[slot] = marked ? frame.words[FRAME_MARK.sequence / 4]! : 0;
      this.markedLengths[slot] = marked ? frame.words[FRAME_MARK.length / 4]! : 0;
      this.lengths[slot] = length;
      this.latestLeave = link.book(wireBytes(length), later(dma.completesAt, this.latestLeave));
    } else {
      this.blocked += 1;
      this.lengths[slot] = 0;
      this.latestLeave = later(later(at, dma.completesAt), this.latestLeave);
    }
    this.leavesAt[slot] = this.latestLeave;
    ring.start();
  }

  private leave(now: Time): void {
    const { ring } = this;
    const { link, tracer, source, receiver, moderation } = this.parts;
    const slot = and(ring.finished, CAPACITY - 1);
    const length = this.lengths[slot]!;
    if (length === 0) {
      ring.finish(DESCRIPTOR_STATUS.done + DESCRIPTOR_STATUS.blocked);
    } else {
      const bytes = link.finish();
      tracer.emit(FRAME_SENT, 0, bytes, 0, source);
      receiver.frame(length, this.magics[slot]!, this.sequences[slot]!, this.markedLengths[slot]!, now);
      ring.finish(DESCRIPTOR_STATUS.done);
    }
    moderation.add(now);
    this.fetch(now);
  }
}
