import { highHalf, lowHalf } from '../../src/base/bits.ts';
import { iova, sourceId, type SourceId } from '../../src/bus/addresses.ts';
import { PhysicalMemory } from '../../src/bus/physical-memory.ts';
import type { Scheduler } from '../../src/clock/scheduler.ts';
import { START } from '../../src/clock/time.ts';
import { NO_CACHES, PAPER_CACHES, type CacheConfig } from '../../src/config/unit-config.ts';
import { levelIndexOf } from '../../src/spec/address.ts';
import {
  contextCommandHigh,
  contextCommandLow,
  encodeWaitDescriptor,
  invalidateAddressLow,
  iotlbCommandHigh,
  WAIT_STATUS_WRITE,
} from '../../src/spec/invalidation.ts';
import { OFFSET } from '../../src/spec/registers.ts';
import { EVENT, type EventName } from '../../src/trace/catalogue.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { RemappingUnit } from '../../src/vtd/remapping-unit.ts';
import type { UnitTiming } from '../../src/vtd/timing.ts';

const TE = 0x8000_0000;
const SRTP = 0x4000_0000;
const QIE = 0x0400_0000;
export const QUEUE = 0x8_0000;
export const STATUS = 0x9_0000;

/** The device that most tests use, 00:04.0, and its domain. */
export const NIC = sourceId(0, 4, 0);
export const DOMAIN = 7;

export interface RigOptions {
  readonly caches?: CacheConfig;
  readonly addressWidth?: 39 | 48;
  readonly scheduler?: Scheduler;
  readonly timing?: UnitTiming;
  readonly memorySize?: number;
}

/** A remapping unit with memory, and the software that a test needs to drive it. */
export class UnitRig {
  readonly memory: PhysicalMemory;
  readonly tracer: Tracer;
  readonly unit: RemappingUnit;
  readonly messages: { address: number; data: number }[] = [];
  private readonly root = 0x10_0000;
  private nextTable = 0x20_0000;
  private readonly contextTables = new Map<number, number>();
  private tail = 0;

  constructor(options: RigOptions = {}) {
    const { caches = PAPER_CACHES, addressWidth = 48, scheduler, timing, memorySize = 0x1000_0000 } = options;
    this.memory = new PhysicalMemory(memorySize);
    this.tracer = new Tracer(scheduler ?? { now: START }, 64);
    this.unit = new RemappingUnit({
      config: { addressWidth, cachingMode: true, caches },
      memory: this.memory,
      tracer: this.tracer,
      interrupts: { message: (address, data) => this.messages.push({ address, data }) },
      ...(timing === undefined ? {} : { timing }),
    });
  }

  /** A unit without caches over the same tables. */
  uncachedTwin(): UnitRig {
    const twin = new UnitRig({ caches: NO_CACHES });
    Object.assign(twin, {
      unit: new RemappingUnit({
        config: { addressWidth: 48, cachingMode: true, caches: NO_CACHES },
        memory: this.memory,
        tracer: twin.tracer,
        interrupts: { message: () => undefined },
      }),
    });
    twin.enable();
    return twin;
  }

  /** Points the unit to the root table and turns translation on. */
  enable(): void {
    this.unit.write64(OFFSET.RTADDR, this.root, 0);
    this.unit.write32(OFFSET.GCMD, SRTP);
    this.unit.write32(OFFSET.GCMD, TE);
  }

  /** Turns the invalidation queue on, keeping translation as it is. */
  enableQueue(): void {
    this.unit.write64(OFFSET.IQA, QUEUE, 0);
    this.unit.write32(OFFSET.GCMD, (QIE + (this.unit.read32(OFFSET.GSTS) >= TE ? TE : 0)) >>> 0);
  }

  /** Writes a context entry; a new top table is made unless one is given. @returns the top table. */
  attach(source: SourceId, options: { domain?: number; levels?: number; flags?: number; table?: number } = {}): number {
    const { domain = DOMAIN, levels = 4, flags = 1, table = this.newTable() } = options;
    const bus = Math.floor(source / 256);
    const contexts = this.contextTables.get(bus) ?? this.newTable();
    this.contextTables.set(bus, contexts);
    this.write64(this.root + bus * 16, contexts + 1);
    const at = contexts + (source % 256) * 16;
    this.write64(at, table + flags);
    this.write64(at + 8, domain * 256 + levels - 2);
    return table;
  }

  detach(source: SourceId): void {
    this.write64(this.contextTables.get(Math.floor(source / 256))! + (source % 256) * 16, 0);
  }

  /** Writes the leaf that maps `address`, making tables on the way. @returns the address of the leaf. */
  map(
    table: number,
    address: number,
    hpa: number,
    options: { level?: number; flags?: number; levels?: number } = {},
  ): number {
    const { level = 1, flags = 3, levels = 4 } = options;
    let at = table;
    for (let here = levels; here > level; here--) {
      const entry = at + levelIndexOf(address, here) * 8;
      if (this.memory.read32(entry) % 4 === 0) this.write64(entry, this.newTable() + 3);
      at = this.memory.read32(entry) - (this.memory.read32(entry) % 4096);
    }
    const leaf = at + levelIndexOf(address, level) * 8;
    this.write64(leaf, hpa + flags + (level > 1 ? 0x80 : 0));
    return leaf;
  }

  write64(at: number, value: number): void {
    this.memory.write32(at, lowHalf(value));
    this.memory.write32(at + 4, highHalf(value));
  }

  read(address: number, source: SourceId = NIC): number {
    return this.unit.translate(source, iova(address), false);
  }

  write(address: number, source: SourceId = NIC): number {
    return this.unit.translate(source, iova(address), true);
  }

  /** Starts a register-based IOTLB invalidation. */
  invalidateIotlb(granularity: number, domain = 0, address = 0, addressMask = 0): void {
    this.unit.write64(OFFSET.IVA, invalidateAddressLow(address, addressMask, false), highHalf(address));
    this.unit.write64(OFFSET.IOTLB, 0, iotlbCommandHigh(granularity, domain));
  }

  /** Starts a register-based context-cache invalidation. */
  invalidateContext(granularity: number, domain = 0, source = 0, functionMask = 0): void {
    this.unit.write64(OFFSET.CCMD, contextCommandLow(domain, source), contextCommandHigh(granularity, functionMask));
  }

  /** Puts descriptors into the queue and moves the tail once. */
  submit(...descriptors: readonly ArrayLike<number>[]): void {
    for (const words of descriptors) {
      for (let i = 0; i < 4; i++) this.memory.write32(QUEUE + this.tail + 4 * i, words[i] ?? 0);
      this.tail = (this.tail + 16) % 4096;
    }
    this.unit.write64(OFFSET.IQT, this.tail, 0);
  }

  /** A wait descriptor that writes `data` to STATUS. */
  waitDescriptor(data: number): Uint32Array {
    const words = new Uint32Array(4);
    encodeWaitDescriptor(words, WAIT_STATUS_WRITE, STATUS, data);
    return words;
  }

  get status(): number {
    return this.memory.read32(STATUS);
  }

  count(event: EventName): number {
    return this.tracer.counts[EVENT[event]]!;
  }

  /** A page frame of zeros for a table. */
  newTable(): number {
    const at = this.nextTable;
    this.nextTable += 4096;
    return at;
  }
}
