import type { SourceId } from '../bus/addresses.ts';
import type { InterruptPort, MmioPort, Word64 } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ScheduledTask, type Scheduler } from '../clock/scheduler.ts';
import { after, duration, nanoseconds, PS_PER_MS } from '../clock/time.ts';
import { ACT } from '../config/acts.ts';
import type { CostModel } from '../config/cost-model.ts';
import type { Setting } from '../config/identifiers.ts';
import { Emulation } from '../hypervisor/emulation.ts';
import { FaultReflection } from '../hypervisor/fault-reflection.ts';
import { FrameReclaimer } from '../hypervisor/frame-reclaimer.ts';
import { GuestMemory } from '../hypervisor/guest-memory.ts';
import { PhysicalUnit } from '../hypervisor/physical-unit.ts';
import { PinnedPages } from '../hypervisor/pinned-pages.ts';
import { SamecorePort } from '../hypervisor/samecore.ts';
import { SidecorePort } from '../hypervisor/sidecore-port.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { RemappingUnit } from '../vtd/remapping-unit.ts';
import type { HostSide } from './host-side.ts';

/** Most shadow leaves of a guest: 4 GiB mapped at once. */
const LEAF_CAP = 2 ** 20;
/** How often the host looks for page frames to reclaim. */
const RECLAIM_PERIOD = duration(10 * PS_PER_MS);

export interface VirtualIommuParts {
  readonly setting: Setting;
  readonly addressWidth: 39 | 48;
  readonly costs: CostModel;
  readonly scheduler: Scheduler;
  readonly tracer: Tracer;
  /** The guest's core. */
  readonly core: CpuCore;
  readonly host: HostSide;
  /** HPA and length of the guest's memory. */
  readonly memoryStart: number;
  readonly memoryBytes: number;
  /** The physical unit. */
  readonly unit: RemappingUnit;
  readonly devices: readonly SourceId[];
  /** Takes the messages of the emulated unit. */
  readonly interrupts: InterruptPort;
}

/**
 * A guest as its hypervisor has it: memory, pins, the emulated IOMMU and the way to it. Wiring only. In the setting
 * `direct` the devices are given all of the guest's memory, and what the guest finds at the registers drives nothing.
 */
export class VirtualIommu implements MmioPort {
  readonly memory: GuestMemory;
  readonly pins: PinnedPages;
  readonly emulation: Emulation;
  readonly reflection: FaultReflection;
  readonly samecore: SamecorePort;
  readonly sidecore: SidecorePort;
  private readonly parts: VirtualIommuParts;
  private readonly reclaimer: FrameReclaimer;
  private readonly reclaimTask = new ScheduledTask('reclaim', () => this.reclaim());
  private port: MmioPort;

  constructor(parts: VirtualIommuParts) {
    const { host, tracer, core, scheduler, costs, unit, addressWidth, interrupts, devices } = parts;
    this.parts = parts;
    this.memory = new GuestMemory(host.hostFrames, parts.memoryStart, parts.memoryBytes, tracer);
    this.pins = new PinnedPages(this.memory.frames, tracer);
    this.reclaimer = new FrameReclaimer(this.memory, this.pins);
    const { memory, pins } = this;
    const hostTables = { memory: host.memory, frames: host.tableFrames, tracer };
    this.emulation = new Emulation({
      memory,
      addressWidth,
      host: hostTables,
      pins,
      tracer,
      interrupts,
      devices,
      leafCap: LEAF_CAP,
    });
    const { emulation } = this;
    memory.onSwapIn = () => (emulation.payer ?? core).charge(ACT['swap-in']);
    const physical = new PhysicalUnit(unit);
    const latency = nanoseconds(costs.rows['interrupt-latency'].value);
    this.reflection = new FaultReflection(scheduler, latency, physical, emulation);
    this.samecore = new SamecorePort(core, emulation, physical, pins, tracer);
    const { sidecore } = host;
    this.sidecore = new SidecorePort({ scheduler, guest: core, sidecore, emulation, physical, pins, tracer });
    this.port = emulation;
    if (parts.setting === 'direct') emulation.devices.assignWhole();
    else this.setMode(parts.setting);
    physical.start(emulation.devices.contexts.rootAddress);
  }

  /** Lets the guest's register accesses trap, or lets the sidecore poll them. What the sidecore has begun it ends first. */
  setMode(setting: Setting): void {
    this.sidecore.settle();
    const port = setting === 'sidecore' ? this.sidecore : this.samecore;
    this.port = port;
    this.emulation.conductor = port;
  }

  /** Share of the unpinned page frames that the host wants, per cent; goes for them at once and then from time to time. */
  setPressure(percent: number): void {
    this.reclaimer.pressure = percent;
    if (percent > 0 && !this.reclaimTask.scheduled) this.reclaim();
  }

  /** Share of the unpinned page frames that the host wants, per cent. */
  get pressure(): number {
    return this.reclaimer.pressure;
  }

  read32(offset: number): number {
    return this.port.read32(offset);
  }

  read64(offset: number, into: Word64): void {
    this.port.read64(offset, into);
  }

  write32(offset: number, value: number): void {
    this.port.write32(offset, value);
  }

  write64(offset: number, low: number, high: number): void {
    this.port.write64(offset, low, high);
  }

  /** Whether the shadow maps an IOVA for a domain of the physical unit. */
  shadowHolds(domainId: number, iova: number): boolean {
    const shadow = this.emulation.devices.shadowOf(domainId);
    return shadow !== undefined && shadow.table.permissionsAt(Math.floor(iova / 4096)) !== 0;
  }

  private reclaim(): void {
    const { scheduler } = this.parts;
    this.reclaimer.sweep();
    if (this.reclaimer.pressure > 0) scheduler.schedule(this.reclaimTask, after(scheduler.now, RECLAIM_PERIOD));
  }
}
