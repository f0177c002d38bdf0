import { toU32 } from '../base/bits.ts';
import type { MemoryPort, MmioPort } from '../bus/ports.ts';
import { CpuCore } from '../clock/cpu-core.ts';
import { Scheduler } from '../clock/scheduler.ts';
import { PS_PER_NS, type Time } from '../clock/time.ts';
import { priceList } from '../config/cost-model.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { PARTNER_ROLES } from '../device/link-partner.ts';
import { Tracer } from '../trace/tracer.ts';
import { ExposureMeter } from './exposure-meter.ts';
import { bootGuest, tunablesOf, type GuestSoftware } from './guest-software.ts';
import { buildHardware, dmaTimings, NIC_SOURCE, NVME_CAPACITY_GBPS, NVME_SOURCE, type Hardware } from './hardware.ts';
import { heldProbe, isCachedWithoutUse } from './held-probe.ts';
import type { HostSide } from './host-side.ts';
import { VirtualIommu } from './virtual-iommu.ts';

/**
 * One operating system with its core, its devices and the unit behind which they sit, and, when there is a hypervisor,
 * what that keeps for it. Each world has a clock of its own: worlds meet only at the sidecore and in the host's memory, so
 * they may be apart by the length of one act.
 */
export class GuestWorld {
  readonly scheduler = new Scheduler();
  readonly tracer = new Tracer(this.scheduler);
  readonly core: CpuCore;
  readonly hardware: Hardware;
  readonly virtual: VirtualIommu | undefined;
  readonly guest: GuestSoftware;
  readonly exposure: ExposureMeter;
  private config: MachineConfig;

  /** @param host undefined on bare metal. @param index of the guest, 0 … 7. */
  constructor(config: MachineConfig, host: HostSide | undefined, index: number) {
    this.config = { ...config, seed: toU32(config.seed + index) };
    const { scheduler, tracer } = this;
    const { costs, setting, strategy } = config;
    this.core = new CpuCore('guest', scheduler, priceList(costs, setting, strategy));
    const { core } = this;
    const interrupts = { message: (address: number, data: number): void => this.guest.os.message(address, data) };
    const unitInterrupts = { message: (): void => this.virtual?.reflection.message() };
    const platform = host && { memory: host.memory, unitInterrupts };
    this.hardware = buildHardware(config, scheduler, tracer, interrupts, platform);
    const { unit, nic, nvme } = this.hardware;
    this.virtual =
      host &&
      new VirtualIommu({
        setting,
        addressWidth: config.addressWidth,
        costs,
        scheduler,
        tracer,
        core,
        host,
        memoryStart: host.guestStart(index),
        memoryBytes: config.guestMemoryMiB * 1024 * 1024,
        unit,
        devices: [NIC_SOURCE, NVME_SOURCE],
        interrupts,
      });
    this.exposure = new ExposureMeter(
      tracer,
      scheduler,
      (domain, iova) => isCachedWithoutUse(unit, this.guest.driver, this.guest.devices, domain, iova, this.virtual),
      (source) => this.guest.devices.find((device) => device.sourceId === source)?.domainId ?? 0,
      undefined,
      heldProbe(unit, this.virtual),
    );
    const { memory } = this;
    const iommu: MmioPort = this.virtual ?? unit;
    this.guest = bootGuest(this.config, { core, clock: scheduler, memory, iommu, nic, nvme, tracer });
    this.virtual?.setPressure(config.hostPressure);
    this.startWorkload();
  }

  /** The memory that the OS sees. */
  get memory(): MemoryPort {
    return this.virtual?.memory ?? this.hardware.memory;
  }

  get nextTime(): Time {
    const device = this.scheduler.nextTime;
    const wake = this.guest.os.wakeTime;
    return wake < device ? wake : device;
  }

  runOne(): void {
    if (this.scheduler.nextTime <= this.guest.os.wakeTime) this.scheduler.runNext();
    else this.guest.os.runTask();
  }

  /** Takes other settings while it runs. */
  adjust(now: MachineConfig): void {
    const before = this.config;
    this.config = { ...now, seed: before.seed };
    // An idle core is behind the clock: what it does about the change, it does from now on.
    this.core.idleUntil(this.scheduler.now);
    const { driver, pool } = this.guest;
    const { nic, nvme, outbound, inbound } = this.hardware;
    if (now.setting !== before.setting) this.virtual?.setMode(now.setting);
    this.core.setPrices(priceList(now.costs, now.setting, now.strategy));
    if (now.strategy !== before.strategy) this.switchStrategy();
    driver.adjust(tunablesOf(now));
    pool.coldRate = now.coldPartsPerMillion;
    if (now.linkGbps !== before.linkGbps) {
      outbound.setRate(now.linkGbps);
      inbound.setRate(now.linkGbps);
    }
    if (now.hostPressure !== before.hostPressure) this.virtual?.setPressure(now.hostPressure);
    for (const device of [nic, nvme]) device.dma.setTimings(dmaTimings(now.costs));
    if (now.workload !== before.workload) this.startWorkload();
  }

  /** Time the wire, or the storage device at its full rate, was busy, ps. */
  get wireBusy(): number {
    const { outbound, inbound, nvme } = this.hardware;
    if (this.isStorage) return (nvme.bytes * 8 * PS_PER_NS) / NVME_CAPACITY_GBPS;
    const { now } = this.scheduler;
    return this.ofDirection(outbound.busyTime(now), inbound.busyTime(now) - inbound.lostTime);
  }

  /** Ethernet frames or block requests that were completed. */
  get frames(): number {
    const { outbound, inbound, nvme } = this.hardware;
    return this.isStorage ? nvme.completed : this.ofDirection(outbound.frames, inbound.frames);
  }

  get isStorage(): boolean {
    return this.config.workload === 'nvme-random' || this.config.workload === 'nvme-sequential';
  }

  /** The figure of the direction that the workload is about; of the busier where it is about both. */
  private ofDirection(outbound: number, inbound: number): number {
    if (this.config.workload === 'transmit') return outbound;
    return this.config.workload === 'receive' ? inbound : Math.max(outbound, inbound);
  }

  private startWorkload(): void {
    const { workload } = this.config;
    this.hardware.partner.setRole(PARTNER_ROLES[workload]);
    this.guest.os.setWorkload(this.guest.workloads[workload]);
  }

  /** Addresses change their meaning to and from pass-through, so the device drivers go down and come up around it. */
  private switchStrategy(): void {
    const { driver, net, nvme, os } = this.guest;
    const { strategy } = this.config;
    const isRemapped = (strategy === 'passthrough') !== (driver.strategy === 'passthrough');
    if (isRemapped) {
      os.setWorkload(undefined);
      net.close();
      nvme.close();
    }
    driver.switchStrategy(strategy);
    if (isRemapped) {
      net.open();
      nvme.open();
      this.startWorkload();
    }
  }
}
