import { and, highHalf, lowHalf, shiftLeft, toU32 } from '../base/bits.ts';
import { PAGE_SIZE, type DomainId, type SourceId } from '../bus/addresses.ts';
import type { MemoryPort } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { between } from '../clock/time.ts';
import { ACT } from '../config/acts.ts';
import {
  DESCRIPTOR_SIZE,
  DESCRIPTORS_PER_PAGE,
  encodeContextDescriptor,
  encodeIotlbDescriptor,
  encodeWaitDescriptor,
  WAIT_STATUS_WRITE,
} from '../spec/invalidation.ts';
import { FSTS_IQE, GCMD_QIE, GSTS_QIES } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import { IommuDriverError } from './driver-options.ts';
import type { InvalidationRequester } from './invalidation-requester.ts';
import { MOST_POLLS, type UnitRegisters } from './unit-registers.ts';

/** Descriptors of the queue (Linux QI_LENGTH). One place stays empty, one is kept for the wait descriptor. */
const QUEUE_LENGTH = DESCRIPTORS_PER_PAGE;
const USABLE = QUEUE_LENGTH - 1;
/** Looks at the status word between looks at FSTS. Linux looks each time; most completions never get that far. */
const POLLS_PER_FAULT_CHECK = 1024;

/**
 * Invalidation by a queue in memory (Linux `qi_submit_sync`): descriptors, then a wait descriptor that makes the unit write
 * a status word, then one write of the tail. Wait descriptors carry rising numbers, so the one status word tells which of
 * them are complete.
 */
export class QueuedInvalidation implements InvalidationRequester {
  readonly canPost = true;
  /** Address of the queue: one page frame. */
  readonly queueAddress: number;
  private readonly statusAddress: number;
  private readonly registers: UnitRegisters;
  private readonly memory: MemoryPort;
  private readonly core: CpuCore;
  private readonly words = new Uint32Array(4);
  /** Place of the next descriptor; the place up to which descriptors are known to be done. */
  private tail = 0;
  private done = 0;
  /** Ticket of the latest wait descriptor, and of the latest one seen complete. */
  private latest = 0;
  private completed = 0;
  /** Whether descriptors stand in the queue behind the latest wait descriptor. */
  private open = false;
  /** Place after the wait descriptor of a ticket, by ticket modulo the length. */
  private readonly placeAfter = new Uint16Array(QUEUE_LENGTH);

  /** @param queueAddress, @param statusAddress page frames of the driver's own. */
  constructor(
    registers: UnitRegisters,
    memory: MemoryPort,
    core: CpuCore,
    queueAddress: number,
    statusAddress: number,
  ) {
    this.registers = registers;
    this.memory = memory;
    this.core = core;
    this.queueAddress = queueAddress;
    this.statusAddress = statusAddress;
  }

  /** Tells the unit where the queue is and turns it on. */
  start(): void {
    const empty = new Uint8Array(PAGE_SIZE);
    this.memory.writeBytes(this.queueAddress, empty, PAGE_SIZE);
    this.memory.write32(this.statusAddress, 0);
    this.registers.write64(OFFSET.IQT, 0, 0);
    this.registers.write64(OFFSET.IQA, lowHalf(this.queueAddress), highHalf(this.queueAddress));
    this.registers.enable(GCMD_QIE, GSTS_QIES, true, 'turning queued invalidation on');
  }

  invalidateContext(granularity: number, domainId: DomainId | 0, sourceId: SourceId | 0): void {
    this.makeRoom();
    encodeContextDescriptor(this.words, granularity, domainId, sourceId);
    this.append();
    this.open = true;
    this.wait();
  }

  request(granularity: number, domainId: DomainId | 0, iova: number, addressMask: number, leafOnly: boolean): void {
    this.makeRoom();
    encodeIotlbDescriptor(this.words, granularity, domainId, iova, addressMask, leafOnly);
    this.append();
    this.open = true;
  }

  wait(): void {
    this.spin(this.post());
  }

  post(): number {
    if (!this.open) return this.latest;
    this.latest += 1;
    encodeWaitDescriptor(this.words, WAIT_STATUS_WRITE, this.statusAddress, toU32(this.latest));
    this.append();
    this.open = false;
    this.placeAfter[this.latest % QUEUE_LENGTH] = this.tail;
    this.registers.write64(OFFSET.IQT, shiftLeft(this.tail, 4), 0);
    return this.latest;
  }

  isComplete(ticket: number): boolean {
    if (ticket <= this.completed) return true;
    this.core.charge(ACT['status-poll']);
    const ahead = toU32(this.memory.read32(this.statusAddress) - toU32(this.completed));
    if (ahead !== 0 && ahead <= this.latest - this.completed) {
      this.completed += ahead;
      this.done = this.placeAfter[this.completed % QUEUE_LENGTH]!;
    }
    return ticket <= this.completed;
  }

  /** Waits as long as the queue lacks room for one descriptor and the wait descriptor that must follow it. */
  private makeRoom(): void {
    if (this.used() + 2 <= USABLE) return;
    this.post();
    while (this.used() + 2 > USABLE) this.spin(this.completed + 1);
  }

  private used(): number {
    return and(this.tail - this.done, QUEUE_LENGTH - 1);
  }

  private append(): void {
    this.core.charge(ACT['descriptor-write']);
    const address = this.queueAddress + this.tail * DESCRIPTOR_SIZE;
    for (let i = 0; i < 4; i++) this.memory.write32(address + i * 4, this.words[i]!);
    this.tail = and(this.tail + 1, QUEUE_LENGTH - 1);
  }

  private spin(ticket: number): void {
    let idlePolls = 0;
    let idleSince = this.core.now;
    for (let seen = this.completed; !this.isComplete(ticket); seen = this.completed) {
      if (this.completed === seen) idlePolls += 1;
      else {
        idlePolls = 0;
        idleSince = this.core.now;
      }
      if (idlePolls % POLLS_PER_FAULT_CHECK === POLLS_PER_FAULT_CHECK - 1) this.checkForQueueError();
      if (idlePolls < MOST_POLLS) continue;
      const wait = { at: 'status word', looks: MOST_POLLS, span: between(idleSince, this.core.now) } as const;
      throw new IommuDriverError('the unit did not finish: queued invalidation', wait);
    }
  }

  /** Linux `qi_check_fault`, without its repair: our driver writes no descriptor that a unit may refuse. */
  private checkForQueueError(): void {
    if (and(this.registers.read32(OFFSET.FSTS), FSTS_IQE) === 0) return;
    const head = this.registers.read32(OFFSET.IQH);
    const place = Math.floor(and(head, 0x7_fff0) / DESCRIPTOR_SIZE);
    throw new IommuDriverError(`the invalidation queue stopped with an error at descriptor ${place} (FSTS.IQE)`);
  }
}
