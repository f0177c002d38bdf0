import type { Iova, SourceId } from '../bus/addresses.ts';
import type { InterruptPort, MemoryPort, MmioPort, TranslationPort, Word64 } from '../bus/ports.ts';
import type { Time } from '../clock/time.ts';
import type { UnitConfig } from '../config/unit-config.ts';
import { buildCapabilities, decodeCapabilities } from '../spec/capability.ts';
import { OFFSET } from '../spec/registers.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { commandHandlers, type WriteHandler } from './command-handlers.ts';
import { ContextCache } from './context-cache.ts';
import { ContextLookup } from './context-lookup.ts';
import { FaultRecording } from './fault-recording.ts';
import { InterruptEvent } from './interrupt-event.ts';
import { CacheInvalidation, type InvalidationTarget } from './invalidate.ts';
import { InvalidationQueue } from './invalidation-queue.ts';
import { Iotlb } from './iotlb.ts';
import { PageWalk } from './page-walk.ts';
import { RegisterFile } from './register-file.ts';
import { RegisterInvalidation } from './register-invalidation.ts';
import { RequestsInFlight, type UnitTiming } from './timing.ts';
import { Translator } from './translate.ts';

/** What a remapping unit is made of. */
export interface RemappingUnitParts {
  readonly config: UnitConfig;
  /** Where tables, the invalidation queue and status words lie. */
  readonly memory: MemoryPort;
  readonly tracer: Tracer;
  readonly interrupts: InterruptPort;
  /** Without it, every command completes at once. */
  readonly timing?: UnitTiming;
  /** What invalidations act upon instead of the unit's own caches: for a hypervisor that emulates the unit. */
  readonly invalidationTarget?: InvalidationTarget;
}

const REGISTER_PAGE = 4096;

/**
 * A VT-d remapping unit in legacy mode: the hardware of this laboratory. Software drives it through its register page and
 * through tables in memory; devices have their requests translated by it. This class only puts the parts together.
 */
export class RemappingUnit implements MmioPort, TranslationPort {
  /** Readable by observers; only the unit writes. */
  readonly registers: RegisterFile;
  readonly iotlb: Iotlb;
  readonly contexts: ContextCache;
  readonly faults: FaultRecording;
  private readonly translator: Translator;
  private readonly inFlight = new RequestsInFlight();
  private readonly registerInvalidation: RegisterInvalidation;
  private readonly queue: InvalidationQueue;
  private readonly handlers: readonly (WriteHandler | undefined)[];
  private readonly tracer: Tracer;

  constructor({ config, memory, tracer, interrupts, timing, invalidationTarget }: RemappingUnitParts) {
    const registers = new RegisterFile(config);
    const iotlb = new Iotlb(config.caches, tracer);
    const contexts = new ContextCache(config.caches.contextEntries, tracer);
    const { sagaw } = decodeCapabilities(buildCapabilities(config));
    const lookup = new ContextLookup(memory, contexts, config.addressWidth, sagaw, tracer);
    const walk = new PageWalk(memory, config.addressWidth, tracer);
    const faultEvent = new InterruptEvent(registers, interrupts, OFFSET.FECTL);
    const completionEvent = new InterruptEvent(registers, interrupts, OFFSET.IECTL);
    const faults = new FaultRecording(registers, faultEvent, tracer);
    const caches = new CacheInvalidation(contexts, iotlb, tracer);
    const target = invalidationTarget ?? caches;
    const shared = { registers, target, inFlight: this.inFlight, tracer, timing };
    const registerInvalidation = new RegisterInvalidation(shared);
    const queue = new InvalidationQueue({ ...shared, memory, faults, completion: completionEvent });
    this.registers = registers;
    this.iotlb = iotlb;
    this.contexts = contexts;
    this.faults = faults;
    this.tracer = tracer;
    this.registerInvalidation = registerInvalidation;
    this.queue = queue;
    this.translator = new Translator({ registers, contexts, lookup, iotlb, walk, faults, tracer });
    this.handlers = commandHandlers({
      registers,
      lookup,
      caches,
      registerInvalidation,
      queue,
      faults,
      faultEvent,
      completionEvent,
    });
  }

  translate(source: SourceId, address: Iova, isWrite: boolean): number {
    return this.translator.translate(source, address, isWrite);
  }

  get walkReads(): number {
    return this.translator.walkReads;
  }

  holdUntil(until: Time): void {
    this.inFlight.hold(until);
  }

  /** The invalidation target has carried out what it was asked for and was still working on: its completion is reported. */
  resume(): void {
    this.registerInvalidation.resume();
    this.queue.resume();
  }

  /**
   * What the IOTLB holds for a request: the HPA, or undefined when the second-level tables would be walked (or translation
   * is off). Permissions aside. Changes nothing and emits nothing.
   */
  peek(source: SourceId, address: Iova): number | undefined {
    return this.translator.peek(source, address);
  }

  /** Accesses that are not aligned to 4 bytes or lie outside the page read zero. */
  read32(offset: number): number {
    return isWord(offset) ? this.registers.read(offset) : 0;
  }

  read64(offset: number, into: Word64): void {
    into.low = this.read32(offset);
    into.high = this.read32(offset + 4);
  }

  /** Accesses that are not aligned to 4 bytes or lie outside the page are dropped. */
  write32(offset: number, value: number): void {
    if (!isWord(offset)) return;
    const isStored = this.registers.write(offset, value);
    this.tracer.emit(EVENT['register-written'], 0, offset);
    if (isStored) this.handlers[offset / 4]?.(value);
  }

  /** Both halves are stored before either sets anything in motion. */
  write64(offset: number, low: number, high: number): void {
    if (!isWord(offset)) return;
    const isLowStored = this.registers.write(offset, low);
    const isHighStored = isWord(offset + 4) && this.registers.write(offset + 4, high);
    this.tracer.emit(EVENT['register-written'], 0, offset);
    if (isLowStored) this.handlers[offset / 4]?.(low);
    if (isHighStored) this.handlers[offset / 4 + 1]?.(high);
  }
}

function isWord(offset: number): boolean {
  return offset >= 0 && offset < REGISTER_PAGE && offset % 4 === 0;
}
