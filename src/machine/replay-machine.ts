import { FrameAllocator } from '../bus/frame-allocator.ts';
import { PhysicalMemory } from '../bus/physical-memory.ts';
import type { MemoryPort } from '../bus/ports.ts';
import { CpuCore } from '../clock/cpu-core.ts';
import { Scheduler } from '../clock/scheduler.ts';
import { NEVER, type Time } from '../clock/time.ts';
import { priceList } from '../config/cost-model.ts';
import type { Strategy } from '../config/identifiers.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { DmaBuffer } from '../device/dma-buffer.ts';
import { DmaEngine } from '../device/dma-engine.ts';
import { Walkers } from '../device/walkers.ts';
import { MESSAGE_ADDRESS, VECTOR } from '../guest/device-driver-ports.ts';
import { FaultReporting } from '../guest/fault-reporting.ts';
import { IommuDriver } from '../guest/iommu-driver.ts';
import { UnitRegisters } from '../guest/unit-registers.ts';
import type { RecordedOperations } from '../recording/recorded-operations.ts';
import type { ReplayDma } from '../recording/replay-dma.ts';
import { ReplayGuest } from '../recording/replay-guest.ts';
import { replayMemoryEnd } from '../recording/replay-mappings.ts';
import { planReplay, type ReplayPlan } from '../recording/replay-plan.ts';
import { IOTLB_DOMAIN, IOTLB_GLOBAL, IOTLB_PAGES } from '../spec/invalidation.ts';
import { EVENT } from '../trace/catalogue.ts';
import { Tracer } from '../trace/tracer.ts';
import { RemappingUnit } from '../vtd/remapping-unit.ts';
import { ExposureMeter } from './exposure-meter.ts';
import { tunablesOf } from './guest-software.ts';
import { dmaTimings, unitTiming } from './hardware.ts';
import { heldProbe, isCachedWithoutUse } from './held-probe.ts';
import { HostSide } from './host-side.ts';
import { VirtualIommu } from './virtual-iommu.ts';

/** Guest memory above the recorded pages, for tables and the invalidation queue. */
const TABLE_MEMORY = 4 * 2 ** 30;
/** Beyond this, addresses need the 48-bit unit. */
const NARROW_LIMIT = 2 ** 39;
/** Bytes of the largest request of a replay. */
const LARGEST_REQUEST = 4096;

/** Invalidations that the driver asked for, by what they cover. */
export interface InvalidationCounts {
  page: number;
  domain: number;
  global: number;
}

/**
 * A machine whose guest replays a recording: memory large enough for the recorded addresses, one core, the remapping unit,
 * the IOMMU driver, and a DMA engine in the name of every recorded device. Wiring only.
 */
export class ReplayMachine {
  readonly config: MachineConfig;
  readonly plan: ReplayPlan;
  readonly scheduler = new Scheduler();
  readonly tracer = new Tracer(this.scheduler);
  readonly core: CpuCore;
  /** What the guests share, and the hypervisor's side of this one; undefined on bare metal. */
  readonly host: HostSide | undefined;
  readonly virtual: VirtualIommu | undefined;
  /** The memory that the guest sees. */
  readonly memory: MemoryPort;
  /** The unit that the devices sit behind. */
  readonly unit: RemappingUnit;
  readonly dma: DmaEngine;
  readonly driver: IommuDriver;
  readonly faults: FaultReporting;
  readonly guest: ReplayGuest;
  readonly exposure: ExposureMeter;
  /** What the driver asked for since the first recorded operation: without its start and the assumed maps. */
  readonly invalidations: InvalidationCounts = { page: 0, domain: 0, global: 0 };
  private exitsAtStart = 0;
  private workAtStart = 0;

  /**
   * @param config its `addressWidth` is widened when the recorded addresses need it, `guestMemoryMiB` does not count.
   * @param compression how many times faster than recorded; 1 = the recorded clock.
   * @param plan of these operations, where it has been made already.
   */
  constructor(
    config: MachineConfig,
    operations: RecordedOperations,
    compression = 1,
    plan: ReplayPlan = planReplay(operations),
  ) {
    const isDirect = config.setting === 'direct';
    const strategy = isDirect ? 'passthrough' : config.strategy;
    this.plan = plan;
    const tables = replayMemoryEnd(this.plan);
    const memoryEnd = tables + TABLE_MEMORY;
    const isWide = memoryEnd > NARROW_LIMIT || this.plan.iovaEnd > NARROW_LIMIT;
    this.config = { ...config, strategy, addressWidth: isWide ? 48 : config.addressWidth };
    const { scheduler, tracer } = this;
    this.core = new CpuCore('guest', scheduler, priceList(config.costs, config.setting, strategy));
    this.host =
      config.setting === 'bare-metal' ? undefined : new HostSide(1, gibibytes(memoryEnd), config.costs, strategy);
    const hostMemory = this.host?.memory ?? new PhysicalMemory(memoryEnd);
    this.unit = this.buildUnit(hostMemory);
    this.virtual = this.host && this.buildVirtual(this.host, gibibytes(memoryEnd));
    this.memory = this.virtual?.memory ?? hostMemory;
    const timings = dmaTimings(config.costs);
    const { core, memory, unit } = this;
    const walkers = new Walkers(timings.walkers);
    this.dma = new DmaEngine({ translation: unit, memory: hostMemory, walkers, tracer }, timings);
    this.exposure = new ExposureMeter(
      tracer,
      scheduler,
      (domain, iova) => isCachedWithoutUse(unit, this.driver, this.guest.devices, domain, iova, this.virtual),
      (source) => this.guest.devices.find((device) => device.sourceId === source)?.domainId ?? 0,
      undefined,
      heldProbe(unit, this.virtual),
    );
    const mmio = this.virtual ?? unit;
    this.driver = new IommuDriver(
      { mmio, memory, core, frames: new FrameAllocator(tables, memoryEnd), tracer },
      {
        strategy,
        invalidation: config.invalidation,
        levels: this.config.addressWidth === 39 ? 3 : 4,
        tunables: tunablesOf(config),
      },
    );
    this.driver.start();
    this.faults = new FaultReporting(new UnitRegisters(mmio, core));
    this.faults.enable(MESSAGE_ADDRESS, VECTOR.iommuFault);
    const parts = { core, clock: scheduler, driver: this.driver, dma: requestsOf(this.dma), tracer };
    this.guest = new ReplayGuest(this.plan, parts, compression);
    this.guest.os.setHandler(VECTOR.iommuFault, () => {
      this.faults.handle();
      return false;
    });
    tracer.listen(EVENT['invalidation-submitted'], (_iova, granularity) => this.count(granularity));
    this.exitsAtStart = this.virtual?.samecore.vmExits ?? 0;
    this.workAtStart = this.core.now - this.core.idle;
    this.guest.start();
  }

  /** What the guest's core worked since the first recorded operation, ps: for mapping alone, nothing else is replayed. */
  get guestWork(): number {
    return this.core.now - this.core.idle - this.workAtStart;
  }

  /** Exits by register accesses since the first recorded operation. */
  get vmExits(): number {
    return (this.virtual?.samecore.vmExits ?? 0) - this.exitsAtStart;
  }

  /** Share of the time so far that the sidecore served, 0 … 1. */
  get sidecoreBusy(): number {
    const core = this.host?.sidecore.core;
    return core === undefined || this.now === 0 ? 0 : (core.now - core.idle) / this.now;
  }

  /** Simulated time, ps. */
  get now(): Time {
    return this.scheduler.now;
  }

  /** When the next act is due; `NEVER` when the recording is over and nothing waits. */
  get nextTime(): Time {
    const device = this.scheduler.nextTime;
    const wake = this.guest.wakeTime;
    return wake < device ? wake : device;
  }

  /** Lets the next act happen: what a device or timer does, or one task of the guest. Devices go first at the same time. */
  runOne(): void {
    if (this.scheduler.nextTime <= this.guest.wakeTime) this.scheduler.runNext();
    else this.guest.runTask();
  }

  /** Lets the clock stand at `moment`; nothing may be due before. */
  idleUntil(moment: Time): void {
    this.scheduler.runUntil(moment);
  }

  /** Replays to the end, until nothing waits in the driver any more. */
  runToEnd(): void {
    while (this.nextTime < NEVER) this.runOne();
  }

  /** Puts another strategy in force. */
  switchStrategy(strategy: Strategy): void {
    this.guest.switchStrategy(strategy);
    this.core.setPrices(priceList(this.config.costs, this.config.setting, strategy));
  }

  /** Requests that the unit blocked. */
  get blockedRequests(): number {
    return this.tracer.counts[EVENT['dma-faulted']]!;
  }

  private buildUnit(memory: PhysicalMemory): RemappingUnit {
    const { caches, costs } = this.config;
    const message = (address: number, data: number): void => this.guest.os.message(address, data);
    return new RemappingUnit({
      config: { addressWidth: this.host === undefined ? this.config.addressWidth : 48, cachingMode: false, caches },
      memory,
      tracer: this.tracer,
      interrupts: this.host === undefined ? { message } : { message: () => this.virtual?.reflection.message() },
      timing: unitTiming(costs, this.scheduler),
    });
  }

  private buildVirtual(host: HostSide, memoryBytes: number): VirtualIommu {
    const { setting, addressWidth, costs } = this.config;
    const { scheduler, tracer, core, unit, plan } = this;
    return new VirtualIommu({
      setting,
      addressWidth,
      costs,
      scheduler,
      tracer,
      core,
      host,
      memoryStart: host.guestStart(0),
      memoryBytes,
      unit,
      devices: plan.devices,
      interrupts: { message: (address, data) => this.guest.os.message(address, data) },
    });
  }

  private count(granularity: number): void {
    if (granularity === IOTLB_PAGES) this.invalidations.page += 1;
    else if (granularity === IOTLB_DOMAIN) this.invalidations.domain += 1;
    else if (granularity === IOTLB_GLOBAL) this.invalidations.global += 1;
  }
}

/** Up to the next whole gibibyte: the whole of a guest's memory is mapped by few large leaves then. */
function gibibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 30) * 2 ** 30;
}

/** The DMA engine as a replay uses it: what is written is zeros. */
function requestsOf(dma: DmaEngine): ReplayDma {
  const buffer = new DmaBuffer(LARGEST_REQUEST);
  return {
    request: (source, address, bytes, isWrite, at) => {
      if (isWrite) {
        buffer.words.fill(0, 0, bytes / 4);
        dma.write(source, address, buffer, bytes, at);
      } else {
        dma.read(source, address, buffer, bytes, at);
      }
      return dma.fault;
    },
  };
}
