import { and, andNot, extract, joinHalves, or } from '../base/bits.ts';
import type { MemoryPort } from '../bus/ports.ts';
import { ScheduledTask } from '../clock/scheduler.ts';
import { after, type Time } from '../clock/time.ts';
import { MAX_ADDRESS_MASK } from '../spec/capability.ts';
import { definedMask } from '../spec/field.ts';
import {
  DESCRIPTOR_CONTEXT_CACHE,
  DESCRIPTOR_IOTLB,
  DESCRIPTOR_SIZE,
  DESCRIPTOR_WAIT,
  DESCRIPTORS,
  DESCRIPTORS_PER_PAGE,
  descriptorType,
  IOTLB_PAGES,
  WAIT_INTERRUPT,
  WAIT_STATUS_WRITE,
} from '../spec/invalidation.ts';
import { FSTS_IQE, GSTS_QIES, ICS_IWC } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { FaultRecording } from './fault-recording.ts';
import type { InterruptEvent } from './interrupt-event.ts';
import type { InvalidationTarget } from './invalidate.ts';
import type { RegisterFile } from './register-file.ts';
import type { RequestsInFlight, UnitTiming } from './timing.ts';

/** What the invalidation queue works with. */
export interface InvalidationQueueParts {
  readonly registers: RegisterFile;
  readonly memory: MemoryPort;
  readonly target: InvalidationTarget;
  readonly faults: FaultRecording;
  readonly completion: InterruptEvent;
  readonly inFlight: RequestsInFlight;
  readonly tracer: Tracer;
  readonly timing: UnitTiming | undefined;
}

/** Masks of the reserved bits of each descriptor type, word by word. */
const RESERVED: readonly (Uint32Array | undefined)[] = Array.from({ length: 16 }, (_, type) => {
  const row = DESCRIPTORS.find((descriptor) => descriptor.type === type);
  return row && Uint32Array.from([0, 1, 2, 3], (word) => andNot(0xffff_ffff, definedMask(row.fields, word)));
});

/**
 * Queued invalidation (section 6.5.2): fetches descriptors from the ring between IQH and IQT and carries them out in order.
 * A malformed descriptor stops the queue at it with FSTS.IQE until software clears that bit.
 *
 * With a timing, one descriptor is carried out per task, and IQH passes an invalidation only once the requests that were
 * translated before it have drained; so what follows a wait descriptor's status write is truly over.
 */
export class InvalidationQueue {
  private readonly parts: InvalidationQueueParts;
  private readonly registers: RegisterFile;
  private readonly words = new Uint32Array(4);
  private readonly task = new ScheduledTask('invalidation queue', (now) => this.proceed(now));
  private isDraining = false;
  private isRunning = false;
  /** The target is still at work on the descriptor at the head. */
  private isSuspended = false;

  constructor(parts: InvalidationQueueParts) {
    this.parts = parts;
    this.registers = parts.registers;
  }

  /** GCMD.QIE changed: QIES follows at once. Disabling stops the queue and resets IQH. */
  enable(isEnabled: boolean): void {
    if (isEnabled) {
      this.registers.setBits(OFFSET.GSTS, GSTS_QIES);
      this.kick();
      return;
    }
    this.registers.clearBits(OFFSET.GSTS, GSTS_QIES);
    this.registers.set(OFFSET.IQH, 0);
    this.parts.timing?.scheduler.cancel(this.task);
    this.isDraining = false;
    this.isSuspended = false;
  }

  /** The target has carried out what it was asked for. */
  resume(): void {
    if (!this.isSuspended) return;
    this.isSuspended = false;
    this.advance();
    this.kick();
  }

  /** Goes on, if there is anything to do: the tail moved, the queue was enabled, or software cleared IQE. */
  kick(): void {
    const { timing } = this.parts;
    if (timing !== undefined) {
      if (this.hasWork() && !this.task.scheduled) {
        timing.scheduler.schedule(this.task, after(timing.scheduler.now, timing.descriptor));
      }
      return;
    }
    // An interrupt handler that moves the tail from within is served by the loop that is running already.
    if (this.isRunning || this.isSuspended) return;
    this.isRunning = true;
    while (this.hasWork() && this.perform()) {
      this.isSuspended = this.parts.target.isWorking === true;
      if (this.isSuspended) break;
      this.advance();
    }
    this.isRunning = false;
  }

  private hasWork(): boolean {
    const registers = this.registers;
    return (
      registers.has(OFFSET.GSTS, GSTS_QIES) &&
      !registers.has(OFFSET.FSTS, FSTS_IQE) &&
      registers.get(OFFSET.IQH) !== registers.get(OFFSET.IQT)
    );
  }

  private proceed(now: Time): void {
    if (!this.isDraining) {
      if (!this.hasWork() || !this.perform()) return;
      const { inFlight, timing } = this.parts;
      this.isDraining = inFlight.until > now && descriptorType(this.words[0]!) !== DESCRIPTOR_WAIT;
      if (this.isDraining) {
        timing?.scheduler.schedule(this.task, inFlight.until);
        return;
      }
    }
    this.isDraining = false;
    this.advance();
    this.kick();
  }

  /** Fetches and carries out the descriptor at the head. @returns false when it set IQE. */
  private perform(): boolean {
    const fetched = this.fetch();
    if (fetched && this.execute()) return true;
    this.parts.faults.queueError();
    return false;
  }

  private fetch(): boolean {
    const { registers, words } = this;
    const { memory } = this.parts;
    const head = registers.get(OFFSET.IQH);
    if (registers.get(OFFSET.IQT) >= this.sizeInBytes()) return false;
    const base = joinHalves(registers.get(OFFSET.IQA + 4), andNot(registers.get(OFFSET.IQA), 0xfff));
    if (!memory.contains(base + head, DESCRIPTOR_SIZE)) return false;
    for (let word = 0; word < 4; word++) words[word] = memory.read32(base + head + 4 * word);
    return true;
  }

  private execute(): boolean {
    const words = this.words;
    const word0 = words[0]!;
    const type = descriptorType(word0);
    const reserved = RESERVED[type];
    if (reserved === undefined || or(and(word0, reserved[0]!), and(words[1]!, reserved[1]!)) !== 0) return false;
    const granularity = extract(word0, 5, 4);
    const domainId = extract(word0, 31, 16);
    if (type === DESCRIPTOR_IOTLB) {
      // The high quadword counts for page granularity only.
      if (granularity !== IOTLB_PAGES) return this.parts.target.invalidateIotlb(granularity, domainId, 0, 0) !== 0;
      if (this.hasReserved(reserved, 2) || extract(words[2]!, 5, 0) > MAX_ADDRESS_MASK) return false;
      const addressMask = extract(words[2]!, 5, 0);
      return this.parts.target.invalidateIotlb(granularity, domainId, this.address(), addressMask) !== 0;
    }
    if (this.hasReserved(reserved, 2) || this.hasReserved(reserved, 3)) return false;
    if (type === DESCRIPTOR_CONTEXT_CACHE) {
      const sourceId = extract(words[1]!, 15, 0);
      return this.parts.target.invalidateContext(granularity, domainId, sourceId, extract(words[1]!, 17, 16)) !== 0;
    }
    return this.wait(word0);
  }

  /** Everything before is complete by now: says so by a write to memory, an interrupt, or both. */
  private wait(word0: number): boolean {
    const { memory, completion } = this.parts;
    if (and(word0, WAIT_STATUS_WRITE) !== 0) {
      const address = joinHalves(this.words[3]!, andNot(this.words[2]!, 3));
      if (!memory.contains(address, 4)) return false;
      memory.write32(address, this.words[1]!);
    }
    if (and(word0, WAIT_INTERRUPT) !== 0 && !this.registers.has(OFFSET.ICS, ICS_IWC)) {
      this.registers.setBits(OFFSET.ICS, ICS_IWC);
      completion.raise();
    }
    return true;
  }

  /** The descriptor at the head is done: moves the head past it. */
  private advance(): void {
    const registers = this.registers;
    // An interrupt handler may have disabled the queue from within.
    if (!registers.has(OFFSET.GSTS, GSTS_QIES)) return;
    const head = registers.get(OFFSET.IQH) + DESCRIPTOR_SIZE;
    registers.set(OFFSET.IQH, head >= this.sizeInBytes() ? 0 : head);
    const word0 = this.words[0]!;
    if (descriptorType(word0) !== DESCRIPTOR_IOTLB) return;
    const granularity = extract(word0, 5, 4);
    const address = granularity === IOTLB_PAGES ? this.address() : 0;
    this.parts.tracer.emit(EVENT['invalidation-completed'], address, granularity, extract(word0, 31, 16));
  }

  private address(): number {
    return joinHalves(this.words[3]!, andNot(this.words[2]!, 0xfff));
  }

  private hasReserved(reserved: Uint32Array, word: number): boolean {
    return and(this.words[word]!, reserved[word]!) !== 0;
  }

  private sizeInBytes(): number {
    return DESCRIPTOR_SIZE * DESCRIPTORS_PER_PAGE * 2 ** extract(this.registers.get(OFFSET.IQA), 2, 0);
  }
}
