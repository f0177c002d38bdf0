import { assert } from '../base/assert.ts';
import { FrameAllocator } from '../bus/frame-allocator.ts';
import { PhysicalMemory } from '../bus/physical-memory.ts';
import { CpuCore } from '../clock/cpu-core.ts';
import { Scheduler } from '../clock/scheduler.ts';
import { nanoseconds, NEVER, type Time } from '../clock/time.ts';
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
import { dmaTimings } from './hardware.ts';
import { isCachedWithoutUse } from './held-probe.ts';

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
  readonly memory: PhysicalMemory;
  readonly unit: RemappingUnit;
  readonly dma: DmaEngine;
  readonly driver: IommuDriver;
  readonly faults: FaultReporting;
  readonly guest: ReplayGuest;
  readonly exposure: ExposureMeter;
  /** What the driver asked for since the first recorded operation: without its start and the assumed maps. */
  readonly invalidations: InvalidationCounts = { page: 0, domain: 0, global: 0 };

  /**
   * @param config its `addressWidth` is widened when the recorded addresses need it, `guestMemoryMiB` does not count.
   * @param compression how many times faster than recorded; 1 = the recorded clock.
   */
  constructor(config: MachineConfig, operations: RecordedOperations, compression = 1) {
    assert(config.setting === 'bare-metal', 'a setting that is emulated');
    this.plan = planReplay(operations);
    const tables = replayMemoryEnd(this.plan);
    const memoryEnd = tables + TABLE_MEMORY;
    const isWide = memoryEnd > NARROW_LIMIT || this.plan.iovaEnd > NARROW_LIMIT;
    this.config = { ...config, addressWidth: isWide ? 48 : config.addressWidth };
    const { scheduler, tracer } = this;
    this.core = new CpuCore('guest', scheduler, priceList(config.costs, config.setting, config.strategy));
    this.memory = new PhysicalMemory(memoryEnd);
    this.unit = this.buildUnit();
    const timings = dmaTimings(config.costs);
    const { core, memory, unit } = this;
    this.dma = new DmaEngine({ translation: unit, memory, walkers: new Walkers(timings.walkers), tracer }, timings);
    this.exposure = new ExposureMeter(
      tracer,
      scheduler,
      (domain, iova) => isCachedWithoutUse(unit, this.driver, this.guest.devices, domain, iova),
      (source) => this.guest.devices.find((device) => device.sourceId === source)?.domainId ?? 0,
    );
    this.driver = new IommuDriver(
      { mmio: unit, memory, core, frames: new FrameAllocator(tables, memoryEnd), tracer },
      {
        strategy: config.strategy,
        invalidation: config.invalidation,
        levels: this.config.addressWidth === 39 ? 3 : 4,
        tunables: tunablesOf(config),
      },
    );
    this.driver.start();
    this.faults = new FaultReporting(new UnitRegisters(unit, core));
    this.faults.enable(MESSAGE_ADDRESS, VECTOR.iommuFault);
    const parts = { core, clock: scheduler, driver: this.driver, dma: requestsOf(this.dma), tracer };
    this.guest = new ReplayGuest(this.plan, parts, compression);
    this.guest.os.setHandler(VECTOR.iommuFault, () => {
      this.faults.handle();
      return false;
    });
    tracer.listen(EVENT['invalidation-submitted'], (_iova, granularity) => this.count(granularity));
    this.guest.start();
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

  private buildUnit(): RemappingUnit {
    const { caches, costs, addressWidth } = this.config;
    return new RemappingUnit({
      config: { addressWidth, cachingMode: false, caches },
      memory: this.memory,
      tracer: this.tracer,
      interrupts: { message: (address, data) => this.guest.os.message(address, data) },
      timing: {
        scheduler: this.scheduler,
        registerInvalidation: nanoseconds(costs.rows['register-invalidation-latency'].value),
        descriptor: nanoseconds(costs.rows['queued-descriptor-latency'].value),
      },
    });
  }

  private count(granularity: number): void {
    if (granularity === IOTLB_PAGES) this.invalidations.page += 1;
    else if (granularity === IOTLB_DOMAIN) this.invalidations.domain += 1;
    else if (granularity === IOTLB_GLOBAL) this.invalidations.global += 1;
  }
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
