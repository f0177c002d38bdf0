import type { SourceId } from '../bus/addresses.ts';
import {
  DESCRIPTOR_RECEIVED_SHIFT,
  DESCRIPTOR_STATUS,
  FRAME_MARK,
  FRAME_MARK_END,
  wireBytes,
} from '../bus/nic-interface.ts';
import { later, type Time } from '../clock/time.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { DmaBuffer } from './dma-buffer.ts';
import type { DmaEngine } from './dma-engine.ts';
import type { FrameReceiver } from './frame-receiver.ts';
import type { InterruptModeration } from './interrupt-moderation.ts';
import { receivedStatus, type NicRing } from './nic-ring.ts';

const FRAME_RECEIVED = EVENT['frame-received'];
const FRAME_DROPPED = EVENT['frame-dropped'];
const LARGEST_FRAME = 9216;

/** What the receive half works with. */
export interface ReceiveParts {
  readonly tracer: Tracer;
  readonly dma: DmaEngine;
  readonly source: SourceId;
  readonly ring: NicRing;
  readonly moderation: InterruptModeration;
}

/**
 * The receive half of a NIC: writes each arriving frame to the next posted buffer by DMA, or drops it when there is none.
 * Finished descriptors are written back, and announced, in batches.
 */
export class NicReceive implements FrameReceiver {
  /** Frames taken, and frames dropped because no buffer (of sufficient length) was posted. */
  taken = 0;
  dropped = 0;
  /** Frames lost because their buffer could not be written. */
  blocked = 0;
  /** Frames shorter than this are announced at once. */
  lowLatencySize = 0;
  private readonly parts: ReceiveParts;
  private readonly ring: NicRing;
  private readonly buffer = new DmaBuffer(LARGEST_FRAME);

  constructor(parts: ReceiveParts) {
    this.parts = parts;
    this.ring = parts.ring;
    // The payload: something that shows when bytes are lost or shifted.
    this.buffer.bytes.forEach((_, i, bytes) => {
      bytes[i] = i % 251;
    });
  }

  frame(length: number, magic: number, sequence: number, markedLength: number, now: Time): boolean {
    const { ring } = this;
    const { tracer, source, dma, moderation } = this.parts;
    if (!ring.enabled || !ring.prepare(now) || ring.nextLength < length) {
      this.dropped += 1;
      tracer.emit(FRAME_DROPPED, 0, wireBytes(length), 0, source);
      return false;
    }
    this.mark(length, magic, sequence, markedLength);
    const moved = dma.write(source, ring.nextAddress, this.buffer, length, later(now, ring.nextReadyAt));
    ring.start();
    if (moved) {
      this.taken += 1;
      tracer.emit(FRAME_RECEIVED, 0, wireBytes(length), 0, source);
      ring.finish(receivedStatus(DESCRIPTOR_STATUS.done, length, DESCRIPTOR_RECEIVED_SHIFT));
    } else {
      this.blocked += 1;
      ring.finish(DESCRIPTOR_STATUS.done + DESCRIPTOR_STATUS.blocked);
    }
    moderation.add(now);
    if (length < this.lowLatencySize) moderation.flushNow(now);
    return moved;
  }

  private mark(length: number, magic: number, sequence: number, markedLength: number): void {
    if (length < FRAME_MARK_END) return;
    const words = this.buffer.words;
    words[FRAME_MARK.magic / 4] = magic;
    words[FRAME_MARK.sequence / 4] = sequence;
    words[FRAME_MARK.length / 4] = markedLength;
  }
}
