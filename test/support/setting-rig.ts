import { sourceId, type Iova, type SourceId } from '../../src/bus/addresses.ts';
import { FrameAllocator } from '../../src/bus/frame-allocator.ts';
import { PhysicalMemory } from '../../src/bus/physical-memory.ts';
import type { MemoryPort, MmioPort } from '../../src/bus/ports.ts';
import { CpuCore } from '../../src/clock/cpu-core.ts';
import { Scheduler } from '../../src/clock/scheduler.ts';
import { later, time } from '../../src/clock/time.ts';
import { ACT, type ActName } from '../../src/config/acts.ts';
import { paperTestbed, priceList } from '../../src/config/cost-model.ts';
import type { InvalidationInterface, Setting, Strategy } from '../../src/config/identifiers.ts';
import { PAPER_CACHES } from '../../src/config/unit-config.ts';
import type { DriverTunables } from '../../src/guest/driver-options.ts';
import { FaultReporting } from '../../src/guest/fault-reporting.ts';
import { IommuDriver, type AttachedDevice } from '../../src/guest/iommu-driver.ts';
import { UnitRegisters } from '../../src/guest/unit-registers.ts';
import { unitTiming } from '../../src/machine/hardware.ts';
import { HostSide } from '../../src/machine/host-side.ts';
import { VirtualIommu } from '../../src/machine/virtual-iommu.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { RemappingUnit } from '../../src/vtd/remapping-unit.ts';

const MIB = 0x10_0000;
const GUEST_BYTES = 128 * MIB;
/** Tables of the driver; buffers may lie anywhere from 1 MiB to here. */
const TABLES = 64 * MIB;

export const RIG_DEVICE: SourceId = sourceId(0, 4, 0);

export interface SettingRigOptions {
  readonly setting: Setting;
  readonly strategy?: Strategy;
  readonly invalidation?: InvalidationInterface;
  readonly tunables?: Partial<DriverTunables>;
}

/** The smallest whole machine of any setting: a core, a unit, the guest's driver on it and one device, at true prices. */
export class SettingRig {
  readonly scheduler = new Scheduler();
  readonly tracer = new Tracer(this.scheduler, 1024);
  readonly core: CpuCore;
  readonly host: HostSide | undefined;
  readonly virtual: VirtualIommu | undefined;
  readonly hostMemory: PhysicalMemory;
  /** What the guest sees. */
  readonly memory: MemoryPort;
  readonly unit: RemappingUnit;
  readonly driver: IommuDriver;
  readonly device: AttachedDevice;
  readonly faults: FaultReporting;
  readonly mmio: MmioPort;
  private readonly setting: Setting;
  private faultEvents = 0;

  constructor({ setting, strategy = 'strict', invalidation = 'register', tunables = {} }: SettingRigOptions) {
    const { scheduler, tracer } = this;
    const costs = paperTestbed();
    this.setting = setting;
    this.core = new CpuCore('guest', scheduler, priceList(costs, setting, strategy));
    this.host = setting === 'bare-metal' ? undefined : new HostSide(2, GUEST_BYTES, costs, strategy);
    this.hostMemory = this.host?.memory ?? new PhysicalMemory(GUEST_BYTES);
    const guestEvent = { message: (): void => void (this.faultEvents += 1) };
    this.unit = new RemappingUnit({
      config: { addressWidth: 48, cachingMode: false, caches: PAPER_CACHES },
      memory: this.hostMemory,
      tracer,
      interrupts: this.host === undefined ? guestEvent : { message: () => this.virtual?.reflection.message() },
      timing: unitTiming(costs, scheduler),
    });
    const { core, unit, host } = this;
    this.virtual =
      host &&
      new VirtualIommu({
        setting,
        addressWidth: 48,
        costs,
        scheduler,
        tracer,
        core,
        host,
        memoryStart: host.guestStart(0),
        memoryBytes: GUEST_BYTES,
        unit,
        devices: [RIG_DEVICE],
        interrupts: guestEvent,
      });
    this.memory = this.virtual?.memory ?? this.hostMemory;
    this.mmio = this.virtual ?? unit;
    const { mmio, memory } = this;
    const frames = new FrameAllocator(TABLES, GUEST_BYTES);
    this.driver = new IommuDriver({ mmio, memory, core, frames, tracer }, { strategy, invalidation, tunables });
    this.driver.start();
    this.faults = new FaultReporting(new UnitRegisters(mmio, core));
    this.faults.enable(0xfee0_0000, 1);
    this.device = this.driver.attach(RIG_DEVICE);
    this.settle();
  }

  /** GPA that DMA of the device reaches, or minus the fault reason. Anything but the guest's memory is an error. */
  dma(iova: number, isWrite: boolean): number {
    const hpa = this.unit.translate(RIG_DEVICE, iova as Iova, isWrite);
    if (hpa < 0 || this.virtual === undefined) return hpa;
    const frame = this.virtual.memory.guestFrame(Math.floor(hpa / 4096));
    if (frame < 0) throw new Error(`DMA to ${iova} reached HPA ${hpa}, which is not the guest's`);
    return frame * 4096 + (hpa % 4096);
  }

  /** Puts another strategy in force, at its prices. */
  switchStrategy(strategy: Strategy): void {
    this.core.setPrices(priceList(paperTestbed(), this.setting, strategy));
    this.driver.switchStrategy(strategy);
  }

  /** Lets time pass as a guest OS does: idle, and in the driver's timer handler when it is due. */
  pass(span: number): void {
    const until = time(later(this.core.now, this.scheduler.now) + span);
    while (this.driver.nextDeadline <= until) {
      this.core.idleUntil(later(this.driver.nextDeadline, this.core.now));
      this.driver.visit(this.core.now);
    }
    this.core.idleUntil(until);
  }

  /** Waits until the sidecore has served what it was given. */
  settle(): void {
    if (this.virtual?.sidecore.isIdle === false) this.virtual.sidecore.settle();
  }

  /** Handles the fault events that have come. @returns how many. */
  handleFaults(): number {
    const count = this.faultEvents;
    this.faultEvents = 0;
    for (let i = 0; i < count; i++) this.faults.handle();
    return count;
  }

  /** Cycles paid for acts so far. */
  cycles(...acts: ActName[]): number {
    const picoseconds = acts.reduce((sum, act) => sum + this.core.ledger[ACT[act]]!, 0);
    return (picoseconds * 2.93) / 1000;
  }
}
