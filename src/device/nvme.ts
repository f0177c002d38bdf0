import { and, extract, joinHalves, pageOffset, shiftRight } from '../base/bits.ts';
import type { SourceId } from '../bus/addresses.ts';
import {
  BLOCK_BYTES,
  COMMAND_ID_SHIFT,
  NVME_OPCODE_READ,
  NVME_REGISTER,
  NVME_STATUS_INVALID_FIELD,
  NVME_STATUS_INVALID_OPCODE,
  NVME_STATUS_TRANSFER_ERROR,
  PRP_BYTES,
  SUBMISSION_WORD,
} from '../bus/nvme-interface.ts';
import type { InterruptPort, MmioPort, Word64 } from '../bus/ports.ts';
import { ScheduledTask, type Scheduler } from '../clock/scheduler.ts';
import { PS_PER_NS, type Time } from '../clock/time.ts';
import type { DmaTimings, NvmeConfig } from '../config/device-config.ts';
import { EVENT } from '../trace/catalogue.ts';
import { DmaBuffer } from './dma-buffer.ts';
import { DmaEngine, type DmaPorts } from './dma-engine.ts';
import { InterruptLine } from './interrupt-line.ts';
import { InterruptModeration } from './interrupt-moderation.ts';
import { NvmeCommands } from './nvme-commands.ts';
import { NvmeMedia } from './nvme-media.ts';
import { NvmeQueues } from './nvme-queues.ts';

const DOORBELL_RUNG = EVENT['doorbell-rung'];
const BLOCK_COMPLETED = EVENT['block-completed'];
const REGISTER_SPAN = 0x40;
const COMMANDS = 256;
/** Pages that a PRP list of one page names, beyond the first page of the command. */
const MOST_LIST_ENTRIES = 512;

/** What an NVMe device is connected to. */
export interface NvmePorts extends DmaPorts {
  readonly scheduler: Scheduler;
  readonly interrupts: InterruptPort;
}

/** An NVMe device that serves reads; what software sees of it is declared in `bus/nvme-interface.ts`. */
export class Nvme implements MmioPort {
  readonly sourceId: SourceId;
  readonly dma: DmaEngine;
  readonly media: NvmeMedia;
  /** Commands completed, those that failed, and bytes moved. */
  completed = 0;
  failed = 0;
  bytes = 0;
  private readonly ports: NvmePorts;
  private readonly queues: NvmeQueues;
  private readonly commands = new NvmeCommands(COMMANDS);
  private readonly line: InterruptLine;
  private readonly moderation: InterruptModeration;
  private readonly registers = new Uint32Array(REGISTER_SPAN / 4);
  private readonly fetchTask: ScheduledTask;
  private readonly mediaTask: ScheduledTask;
  private readonly data = new DmaBuffer(BLOCK_BYTES);
  private readonly list = new DmaBuffer(MOST_LIST_ENTRIES * PRP_BYTES);

  constructor(ports: NvmePorts, sourceId: SourceId, config: NvmeConfig, timings: DmaTimings) {
    this.ports = ports;
    this.sourceId = sourceId;
    this.dma = new DmaEngine(ports, timings);
    this.media = new NvmeMedia(config);
    this.queues = new NvmeQueues(this.dma, sourceId);
    this.line = new InterruptLine('nvme', ports.scheduler, ports.tracer, ports.interrupts, sourceId);
    this.moderation = new InterruptModeration('nvme', ports.scheduler, () => this.line.raise(this.dma.completesAt));
    this.fetchTask = new ScheduledTask('nvme-fetch', (now) => this.fetch(now));
    this.mediaTask = new ScheduledTask('nvme-media', (now) => this.finish(now));
  }

  read32(offset: number): number {
    return this.registers[offset / 4] ?? 0;
  }

  write32(offset: number, value: number): void {
    if (offset === NVME_REGISTER.submissionTail) this.submit(value);
    else if (offset === NVME_REGISTER.completionHead) this.consume(value);
    else if (offset < REGISTER_SPAN) {
      this.registers[offset / 4] = value;
      if (offset === NVME_REGISTER.control) this.control(value === 1);
      else this.adopt();
    }
  }

  read64(offset: number, into: Word64): void {
    into.low = this.read32(offset);
    into.high = this.read32(offset + 4);
  }

  write64(offset: number, low: number, high: number): void {
    this.write32(offset, low);
    this.write32(offset + 4, high);
  }

  private submit(tail: number): void {
    if (!this.queues.enabled) return;
    const { scheduler, tracer } = this.ports;
    this.queues.setSubmissionTail(tail);
    tracer.emit(DOORBELL_RUNG, 0, tail, 0, this.sourceId);
    if (!this.fetchTask.scheduled) {
      scheduler.schedule(this.fetchTask, (scheduler.now + this.dma.doorbellLatency) as Time);
    }
  }

  private consume(head: number): void {
    this.queues.setCompletionHead(head);
    this.arm();
  }

  private fetch(now: Time): void {
    while (this.queues.hasSubmission && !this.commands.isFull) {
      if (this.queues.fetch(now)) this.accept();
    }
    this.arm();
  }

  /** Takes over the entry just fetched as a command. */
  private accept(): void {
    const { commands, dma } = this;
    const words = this.queues.entry.words;
    const slot = commands.take();
    const command = words[SUBMISSION_WORD.command]!;
    const blocks = extract(words[SUBMISSION_WORD.blockCount]!, 15, 0) + 1;
    const prp1 = joinHalves(words[SUBMISSION_WORD.prp1High]!, words[SUBMISSION_WORD.prp1Low]!);
    commands.commandId[slot] = shiftRight(command, COMMAND_ID_SHIFT);
    commands.prp1[slot] = prp1;
    commands.prp2[slot] = joinHalves(words[SUBMISSION_WORD.prp2High]!, words[SUBMISSION_WORD.prp2Low]!);
    commands.firstBlock[slot] = joinHalves(words[SUBMISSION_WORD.blockHigh]!, words[SUBMISSION_WORD.blockLow]!);
    commands.blocks[slot] = blocks;
    let status = 0;
    if (and(command, 0xff) !== NVME_OPCODE_READ) status = NVME_STATUS_INVALID_OPCODE;
    else if (pageOffset(prp1) !== 0 || blocks > MOST_LIST_ENTRIES + 1) status = NVME_STATUS_INVALID_FIELD;
    commands.status[slot] = status;
    const at = dma.completesAt;
    commands.dueAt[slot] = status === 0 ? this.media.book(blocks * BLOCK_BYTES, at) : at;
  }

  /** Sets the medium's task to the command that is due first. */
  private arm(): void {
    const { scheduler } = this.ports;
    scheduler.cancel(this.mediaTask);
    const slot = this.commands.nextDue;
    if (slot >= 0 && !this.queues.completionsFull) scheduler.schedule(this.mediaTask, this.commands.due(slot));
  }

  /** The medium has the data of the command that is due. */
  private finish(now: Time): void {
    const { commands } = this;
    const slot = commands.nextDue;
    const blocks = commands.blocks[slot]!;
    const refused = commands.status[slot]!;
    const status = refused === 0 ? this.deliver(slot, blocks, now) : refused;
    this.queues.complete(commands.commandId[slot]!, status, now);
    commands.release(slot);
    this.completed += 1;
    if (status === 0) {
      this.bytes += blocks * BLOCK_BYTES;
      this.ports.tracer.emit(BLOCK_COMPLETED, 0, blocks * BLOCK_BYTES, 0, this.sourceId);
    } else {
      this.failed += 1;
    }
    this.moderation.add(now);
    // Commands may have waited for a slot.
    if (this.queues.hasSubmission) this.fetch(now);
    else this.arm();
  }

  /** Writes the data to the pages that the command names. @returns the status to complete with. */
  private deliver(slot: number, blocks: number, now: Time): number {
    const { commands, dma, list, data, sourceId } = this;
    const prp2 = commands.prp2[slot]!;
    const listed = blocks > 2;
    let at = now;
    if (listed) {
      if (!dma.read(sourceId, prp2, list, (blocks - 1) * PRP_BYTES, now)) return NVME_STATUS_TRANSFER_ERROR;
      at = dma.completesAt;
    }
    for (let i = 0; i < blocks; i++) {
      let page = prp2;
      if (i === 0) page = commands.prp1[slot]!;
      else if (listed) page = joinHalves(list.words[2 * i - 1]!, list.words[2 * i - 2]!);
      data.words[0] = and(commands.firstBlock[slot]! + i, 0xffff_ffff);
      if (!dma.write(sourceId, page, data, BLOCK_BYTES, at)) return NVME_STATUS_TRANSFER_ERROR;
    }
    return 0;
  }

  private control(enable: boolean): void {
    const { scheduler } = this.ports;
    scheduler.cancel(this.fetchTask);
    scheduler.cancel(this.mediaTask);
    this.moderation.reset();
    this.commands.clear();
    this.queues.disable();
    if (!enable) return;
    const register = (offset: number): number => this.registers[offset / 4]!;
    this.queues.enable(
      joinHalves(register(NVME_REGISTER.submissionHigh), register(NVME_REGISTER.submissionLow)),
      joinHalves(register(NVME_REGISTER.completionHigh), register(NVME_REGISTER.completionLow)),
      register(NVME_REGISTER.queueSize),
    );
  }

  /** Takes over what plain registers say about moderation and messages. */
  private adopt(): void {
    const register = (offset: number): number => this.registers[offset / 4]!;
    const completions = register(NVME_REGISTER.coalesceCompletions);
    this.moderation.threshold = completions < 1 ? 1 : completions;
    this.moderation.timeout = register(NVME_REGISTER.coalesceTime) * PS_PER_NS;
    const address = joinHalves(register(NVME_REGISTER.messageAddressHigh), register(NVME_REGISTER.messageAddressLow));
    this.line.set(address, register(NVME_REGISTER.messageData));
  }
}
