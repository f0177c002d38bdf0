import { and, extract, highHalf, lowHalf, or, shiftLeft, testBit } from '../base/bits.ts';
import type { Iova } from '../bus/addresses.ts';
import {
  COMMAND_ID_SHIFT,
  COMPLETION_BYTES,
  COMPLETION_PHASE_BIT,
  COMPLETION_WORD,
  NVME_OPCODE_READ,
  NVME_REGISTER,
  SUBMISSION_BYTES,
  SUBMISSION_WORD,
} from '../bus/nvme-interface.ts';
import { PS_PER_NS } from '../clock/time.ts';
import { ACT } from '../config/acts.ts';
import type { WorkloadConfig } from '../config/workload-config.ts';
import type { BlockBuffers } from './block-buffers.ts';
import { MESSAGE_ADDRESS, VECTOR, type DeviceDriverPorts } from './device-driver-ports.ts';
import { LongLivedBuffer } from './long-lived-buffer.ts';
import { isMapFailure } from './mapping-outcome.ts';
import { PendingRequests } from './pending-requests.ts';

const STORAGE_STACK = ACT['storage-stack'];
const DOORBELL = ACT['doorbell'];
const QUEUE_ENTRIES = 256;

/** The guest's driver of the NVMe device: reads only, each a scatter list mapped from submission to completion. */
export class NvmeDriver {
  /** Requests completed, those that failed, and pages that held another block than asked for. */
  completed = 0;
  failed = 0;
  mismatched = 0;
  mapFailures = 0;
  private readonly ports: DeviceDriverPorts;
  private readonly config: WorkloadConfig;
  private readonly submissions: LongLivedBuffer;
  private readonly completions: LongLivedBuffer;
  private readonly requests: PendingRequests;
  private tail = 0;
  private head = 0;
  private phase = 1;
  private up = false;

  constructor(ports: DeviceDriverPorts, config: WorkloadConfig) {
    this.ports = ports;
    this.config = config;
    this.submissions = new LongLivedBuffer(ports, QUEUE_ENTRIES * SUBMISSION_BYTES);
    this.completions = new LongLivedBuffer(ports, QUEUE_ENTRIES * COMPLETION_BYTES);
    this.requests = new PendingRequests(ports, config.queueDepth, config.blockPages);
  }

  /** Maps the queues and turns the device on. */
  open(): void {
    if (this.up) return;
    this.up = true;
    const { mmio } = this.ports;
    this.submissions.map();
    this.completions.map();
    this.requests.mapLists();
    this.tail = this.head = 0;
    this.phase = 1;
    mmio.write64(NVME_REGISTER.messageAddressLow, lowHalf(MESSAGE_ADDRESS), highHalf(MESSAGE_ADDRESS));
    mmio.write32(NVME_REGISTER.messageData, VECTOR.storage);
    mmio.write32(NVME_REGISTER.coalesceCompletions, 1);
    mmio.write32(NVME_REGISTER.coalesceTime, Math.round(this.config.coalesceTime / PS_PER_NS));
    mmio.write32(NVME_REGISTER.queueSize, QUEUE_ENTRIES);
    mmio.write64(NVME_REGISTER.submissionLow, lowHalf(this.submissions.iova), highHalf(this.submissions.iova));
    mmio.write64(NVME_REGISTER.completionLow, lowHalf(this.completions.iova), highHalf(this.completions.iova));
    mmio.write32(NVME_REGISTER.control, 1);
  }

  /** Turns the device off at once: requests in flight are given up, everything is unmapped. */
  close(): void {
    if (!this.up) return;
    this.up = false;
    this.ports.mmio.write32(NVME_REGISTER.control, 0);
    this.requests.releaseAll();
    this.requests.unmapLists();
    this.completions.unmap();
    this.submissions.unmap();
  }

  /** Requests in flight. */
  get outstanding(): number {
    return this.requests.outstanding;
  }

  /** Whether another request may be submitted. */
  get canSubmit(): boolean {
    return this.up && !this.requests.isFull;
  }

  /** Reads the blocks from `firstBlock` on into pages of `buffers`; only while `canSubmit`. False without a mapping. */
  read(firstBlock: number, buffers: BlockBuffers): boolean {
    const { core, mmio } = this.ports;
    core.charge(STORAGE_STACK);
    const slot = this.requests.begin(buffers, firstBlock);
    if (isMapFailure(slot)) {
      this.mapFailures += 1;
      return false;
    }
    this.writeEntry(slot, firstBlock);
    this.tail = and(this.tail + 1, QUEUE_ENTRIES - 1);
    core.charge(DOORBELL);
    mmio.write32(NVME_REGISTER.submissionTail, this.tail);
    return true;
  }

  /** Handles up to `limit` completions. @returns whether there are more. */
  complete(limit: number): boolean {
    const { core, mmio, memory } = this.ports;
    let count = 0;
    let status = this.completionStatus();
    while (testBit(status, COMPLETION_PHASE_BIT) === (this.phase === 1) && count < limit) {
      const slot = extract(status, 15, 0);
      if (extract(status, 31, 17) !== 0) this.failed += 1;
      else this.mismatched += this.requests.mismatches(slot, memory);
      this.requests.end(slot);
      this.completed += 1;
      count += 1;
      this.head = and(this.head + 1, QUEUE_ENTRIES - 1);
      if (this.head === 0) this.phase = 1 - this.phase;
      status = this.completionStatus();
    }
    if (count > 0) {
      core.charge(DOORBELL);
      mmio.write32(NVME_REGISTER.completionHead, this.head);
    }
    return count === limit && testBit(status, COMPLETION_PHASE_BIT) === (this.phase === 1);
  }

  private completionStatus(): number {
    if (!this.up) return this.phase === 1 ? 0 : shiftLeft(1, COMPLETION_PHASE_BIT);
    return this.ports.memory.read32(this.completions.gpa + this.head * COMPLETION_BYTES + COMPLETION_WORD.status * 4);
  }

  private writeEntry(slot: number, firstBlock: number): void {
    const { requests } = this;
    const pages = this.config.blockPages;
    const at = this.submissions.gpa + this.tail * SUBMISSION_BYTES;
    const first = requests.iovaOf(slot, 0);
    let second = 0 as Iova;
    if (pages === 2) second = requests.iovaOf(slot, 1);
    else if (pages > 2) second = requests.writeList(slot);
    this.word(at, SUBMISSION_WORD.command, or(NVME_OPCODE_READ, shiftLeft(slot, COMMAND_ID_SHIFT)));
    this.word(at, SUBMISSION_WORD.namespaceId, 1);
    this.word(at, SUBMISSION_WORD.prp1Low, lowHalf(first));
    this.word(at, SUBMISSION_WORD.prp1High, highHalf(first));
    this.word(at, SUBMISSION_WORD.prp2Low, lowHalf(second));
    this.word(at, SUBMISSION_WORD.prp2High, highHalf(second));
    this.word(at, SUBMISSION_WORD.blockLow, lowHalf(firstBlock));
    this.word(at, SUBMISSION_WORD.blockHigh, highHalf(firstBlock));
    this.word(at, SUBMISSION_WORD.blockCount, pages - 1);
  }

  private word(entry: number, index: number, value: number): void {
    this.ports.memory.write32(entry + index * 4, value);
  }
}
