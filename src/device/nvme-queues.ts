import { and, or, shiftLeft } from '../base/bits.ts';
import type { SourceId } from '../bus/addresses.ts';
import {
  COMPLETION_BYTES,
  COMPLETION_PHASE_BIT,
  COMPLETION_STATUS_SHIFT,
  COMPLETION_WORD,
  SUBMISSION_BYTES,
} from '../bus/nvme-interface.ts';
import type { Time } from '../clock/time.ts';
import { DmaBuffer } from './dma-buffer.ts';
import type { DmaEngine } from './dma-engine.ts';

/** The device's side of one submission and one completion queue in memory. */
export class NvmeQueues {
  enabled = false;
  /** The latest submission entry fetched. */
  readonly entry = new DmaBuffer(SUBMISSION_BYTES);
  private size = 0;
  private submissionBase = 0;
  private completionBase = 0;
  private submissionHead = 0;
  private submissionTail = 0;
  private completionHead = 0;
  private completionTail = 0;
  private phase = 1;
  private readonly completion = new DmaBuffer(COMPLETION_BYTES);
  private readonly dma: DmaEngine;
  private readonly source: SourceId;

  constructor(dma: DmaEngine, source: SourceId) {
    this.dma = dma;
    this.source = source;
  }

  /** Starts with empty queues of `size` entries each at the given IOVAs. */
  enable(submissionBase: number, completionBase: number, size: number): void {
    this.submissionBase = submissionBase;
    this.completionBase = completionBase;
    this.size = size;
    this.submissionHead = this.submissionTail = this.completionHead = this.completionTail = 0;
    this.phase = 1;
    this.enabled = true;
  }

  disable(): void {
    this.enabled = false;
    this.submissionHead = this.submissionTail;
  }

  /** Doorbells; values outside the queue wrap. */
  setSubmissionTail(tail: number): void {
    this.submissionTail = and(tail, this.size - 1);
  }
  setCompletionHead(head: number): void {
    this.completionHead = and(head, this.size - 1);
  }

  get hasSubmission(): boolean {
    return this.enabled && this.submissionHead !== this.submissionTail;
  }

  /** Whether another completion would overrun the one the driver has not consumed. */
  get completionsFull(): boolean {
    return and(this.completionTail + 1, this.size - 1) === this.completionHead;
  }

  /** Fetches the next submission entry into `entry`. False when the DMA was blocked: the entry is skipped. */
  fetch(now: Time): boolean {
    const address = this.submissionBase + this.submissionHead * SUBMISSION_BYTES;
    this.submissionHead = and(this.submissionHead + 1, this.size - 1);
    return this.dma.read(this.source, address, this.entry, SUBMISSION_BYTES, now);
  }

  /** Writes a completion entry; `dma.completesAt` is when it is visible. */
  complete(commandId: number, status: number, now: Time): void {
    const words = this.completion.words;
    words[COMPLETION_WORD.submissionHead] = or(this.submissionHead, shiftLeft(1, 16));
    words[COMPLETION_WORD.status] = or(
      or(commandId, shiftLeft(this.phase, COMPLETION_PHASE_BIT)),
      shiftLeft(status, COMPLETION_STATUS_SHIFT),
    );
    const address = this.completionBase + this.completionTail * COMPLETION_BYTES;
    this.dma.write(this.source, address, this.completion, COMPLETION_BYTES, now);
    this.completionTail = and(this.completionTail + 1, this.size - 1);
    if (this.completionTail === 0) this.phase = 1 - this.phase;
  }
}
