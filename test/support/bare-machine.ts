import { sourceId, type Iova, type SourceId } from '../../src/bus/addresses.ts';
import { FrameAllocator } from '../../src/bus/frame-allocator.ts';
import { PhysicalMemory } from '../../src/bus/physical-memory.ts';
import type { MmioPort, Word64 } from '../../src/bus/ports.ts';
import { CpuCore } from '../../src/clock/cpu-core.ts';
import { Scheduler } from '../../src/clock/scheduler.ts';
import { duration, later, time, type Time } from '../../src/clock/time.ts';
import { ACT, ACT_COUNT, type ActName } from '../../src/config/acts.ts';
import type { InvalidationInterface, Strategy } from '../../src/config/identifiers.ts';
import { PAPER_CACHES, type CacheConfig } from '../../src/config/unit-config.ts';
import type { DriverTunables } from '../../src/guest/driver-options.ts';
import { IommuDriver, type AttachedDevice } from '../../src/guest/iommu-driver.ts';
import { EVENT, type EventName } from '../../src/trace/catalogue.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { RemappingUnit } from '../../src/vtd/remapping-unit.ts';
import type { UnitTiming } from '../../src/vtd/timing.ts';

const MIB = 0x10_0000;

export interface BareMachineOptions {
  readonly strategy?: Strategy;
  readonly invalidation?: InvalidationInterface;
  readonly cachingMode?: boolean;
  readonly addressWidth?: 39 | 48;
  readonly caches?: CacheConfig;
  readonly levels?: 3 | 4;
  readonly tunables?: Partial<DriverTunables>;
  /** Picoseconds of every act that `prices` does not name. */
  readonly price?: number;
  readonly prices?: Partial<Record<ActName, number>>;
  /** Picoseconds that the unit takes for one invalidation; left out = none. */
  readonly invalidationLatency?: number;
  /** Page frames for the driver's tables. */
  readonly tableFrames?: number;
  /** Stands between driver and unit. */
  readonly wrapMmio?: (unit: MmioPort) => MmioPort;
}

/** Counts register accesses on their way to a unit. */
export class CountingMmio implements MmioPort {
  reads = 0;
  writes = 0;
  private readonly unit: MmioPort;

  constructor(unit: MmioPort) {
    this.unit = unit;
  }

  read32(offset: number): number {
    this.reads += 1;
    return this.unit.read32(offset);
  }

  write32(offset: number, value: number): void {
    this.writes += 1;
    this.unit.write32(offset, value);
  }

  read64(offset: number, into: Word64): void {
    this.reads += 1;
    this.unit.read64(offset, into);
  }

  write64(offset: number, low: number, high: number): void {
    this.writes += 1;
    this.unit.write64(offset, low, high);
  }
}

/**
 * The smallest whole machine: memory, one core, a real remapping unit, the driver on it and one device, 00:04.0. Buffers
 * may lie anywhere from 1 MiB to 64 MiB; the driver's tables lie above.
 */
export class BareMachine {
  readonly scheduler = new Scheduler();
  readonly memory = new PhysicalMemory(512 * MIB);
  readonly tracer: Tracer;
  readonly core: CpuCore;
  readonly unit: RemappingUnit;
  readonly mmio: CountingMmio;
  readonly frames: FrameAllocator;
  readonly driver: IommuDriver;
  readonly device: AttachedDevice;

  constructor(options: BareMachineOptions = {}) {
    const { scheduler, memory } = this;
    const prices = new Float64Array(ACT_COUNT).fill(options.price ?? 0);
    for (const [act, price] of Object.entries(options.prices ?? {})) prices[ACT[act as ActName]] = price;
    this.core = new CpuCore('guest', scheduler, prices);
    this.tracer = new Tracer(this.core, 1024);
    const latency = options.invalidationLatency;
    const timing: UnitTiming | undefined =
      latency === undefined
        ? undefined
        : { scheduler, registerInvalidation: duration(latency), descriptor: duration(latency) };
    this.unit = new RemappingUnit({
      config: {
        addressWidth: options.addressWidth ?? 48,
        cachingMode: options.cachingMode ?? false,
        caches: options.caches ?? PAPER_CACHES,
      },
      memory,
      tracer: this.tracer,
      interrupts: { message: () => {} },
      ...(timing === undefined ? {} : { timing }),
    });
    this.mmio = new CountingMmio(options.wrapMmio?.(this.unit) ?? this.unit);
    const start = 64 * MIB;
    this.frames = new FrameAllocator(start, start + (options.tableFrames ?? 4096) * 4096);
    this.driver = new IommuDriver(
      { mmio: this.mmio, memory, core: this.core, frames: this.frames, tracer: this.tracer },
      {
        strategy: options.strategy ?? 'strict',
        invalidation: options.invalidation ?? 'register',
        ...(options.levels === undefined ? {} : { levels: options.levels }),
        ...(options.tunables === undefined ? {} : { tunables: options.tunables }),
      },
    );
    this.driver.start();
    this.device = this.driver.attach(sourceId(0, 4, 0));
  }

  /** What DMA of the device (or of another source) to an IOVA reaches: an HPA, or minus the fault reason. */
  dma(iova: number, isWrite = false, source: SourceId = this.device.sourceId): number {
    return this.unit.translate(source, iova as Iova, isWrite);
  }

  /** Whether the device can read or write there at all. */
  reaches(iova: number): boolean {
    return this.dma(iova, false) >= 0 || this.dma(iova, true) >= 0;
  }

  /** Lets time pass as a guest OS does: idle, and in the driver's timer handler when it is due. */
  passUntil(until: Time): void {
    while (this.driver.nextDeadline <= until) {
      this.core.idleUntil(later(this.driver.nextDeadline, this.core.now));
      this.driver.visit(this.core.now);
    }
    this.core.idleUntil(until);
  }

  /** Lets a span of picoseconds pass. */
  pass(span: number): void {
    this.passUntil(time(this.core.now + span));
  }

  /** How many events of a kind there have been. */
  count(name: EventName): number {
    return this.tracer.counts[EVENT[name]]!;
  }

  /** Picoseconds paid for an act so far: how often it was paid for, when its price is 1. */
  paid(act: ActName): number {
    return this.core.ledger[ACT[act]]!;
  }
}
