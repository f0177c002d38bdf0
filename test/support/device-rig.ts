import { Random } from '../../src/base/random.ts';
import { domainId, sourceId, type SourceId } from '../../src/bus/addresses.ts';
import { FrameAllocator } from '../../src/bus/frame-allocator.ts';
import { PhysicalMemory } from '../../src/bus/physical-memory.ts';
import type { MemoryPort } from '../../src/bus/ports.ts';
import { CpuCore } from '../../src/clock/cpu-core.ts';
import { Scheduler } from '../../src/clock/scheduler.ts';
import { duration, time } from '../../src/clock/time.ts';
import { ACT, ACT_COUNT } from '../../src/config/acts.ts';
import {
  LINK_PARTNER_DEFAULTS,
  NIC_DEFAULTS,
  NVME_DEFAULTS,
  PCIE_3_X8,
  type LinkPartnerConfig,
} from '../../src/config/device-config.ts';
import type { Strategy, WorkloadName } from '../../src/config/identifiers.ts';
import { PAPER_CACHES } from '../../src/config/unit-config.ts';
import { PAPER_WORKLOAD, type WorkloadConfig } from '../../src/config/workload-config.ts';
import { Link } from '../../src/device/link.ts';
import { LinkPartner, PARTNER_ROLES } from '../../src/device/link-partner.ts';
import { Nic } from '../../src/device/nic.ts';
import { Nvme } from '../../src/device/nvme.ts';
import { Walkers } from '../../src/device/walkers.ts';
import { Guest } from './guest-rig.ts';
import { IommuDriver, type AttachedDevice } from '../../src/guest/iommu-driver.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { RemappingUnit } from '../../src/vtd/remapping-unit.ts';
import { FakeIommu } from './fake-iommu.ts';

const MIB = 1024 * 1024;

/** A device as the IOMMU driver knows it; the fake one looks at nothing in it. */
export function fakeDevice(source: SourceId, id: number): AttachedDevice {
  return { sourceId: source, domainId: domainId(id) } as AttachedDevice;
}

export interface RigOptions {
  readonly workload?: Partial<WorkloadConfig>;
  readonly partner?: Partial<LinkPartnerConfig>;
  readonly gbps?: number;
  /** Picoseconds that the network stack and the storage stack take. */
  readonly stack?: number;
  readonly seed?: number;
  /** With the real unit and the real driver under this strategy, instead of the fake IOMMU. */
  readonly strategy?: Strategy;
  /** Stands between devices and memory. */
  readonly spy?: (memory: MemoryPort) => MemoryPort;
}

/** Devices, drivers and guest around the fake IOMMU (or a real one): a whole machine, small enough to test the devices. */
export class DeviceRig {
  readonly scheduler = new Scheduler();
  readonly tracer = new Tracer(this.scheduler);
  readonly memory = new PhysicalMemory(2048 * MIB);
  readonly iommu = new FakeIommu();
  readonly core: CpuCore;
  readonly linkOut: Link;
  readonly linkIn: Link;
  readonly partner: LinkPartner;
  readonly nic: Nic;
  readonly nvme: Nvme;
  readonly guest: Guest;
  /** The real unit and its driver, when asked for. */
  readonly unit: RemappingUnit | undefined;
  readonly driver: IommuDriver | undefined;

  constructor(options: RigOptions = {}) {
    const { scheduler, tracer, memory, iommu } = this;
    const prices = new Float64Array(ACT_COUNT);
    prices[ACT['network-stack']] = options.stack ?? 100_000;
    prices[ACT['storage-stack']] = options.stack ?? 100_000;
    if (options.strategy !== undefined) prices[ACT['register-read']] = 100_000;
    this.core = new CpuCore('guest', scheduler, prices);
    this.linkOut = new Link(options.gbps ?? 10);
    this.linkIn = new Link(options.gbps ?? 10);
    this.partner = new LinkPartner(scheduler, this.linkIn, { ...LINK_PARTNER_DEFAULTS, ...options.partner });
    const walkers = new Walkers(PCIE_3_X8.walkers);
    const interrupts = { message: (address: number, data: number): void => this.guest.os.message(address, data) };
    if (options.strategy !== undefined) {
      const timing = { scheduler, registerInvalidation: duration(680_000), descriptor: duration(340_000) };
      const config = { addressWidth: 48, cachingMode: false, caches: PAPER_CACHES } as const;
      this.unit = new RemappingUnit({ config, memory, tracer, interrupts, timing });
      const frames = new FrameAllocator(32 * MIB, 64 * MIB);
      this.driver = new IommuDriver(
        { mmio: this.unit, memory, core: this.core, frames, tracer },
        { strategy: options.strategy, invalidation: 'register' },
      );
      this.driver.start();
    }
    const translation = this.unit ?? iommu;
    const seen = options.spy?.(memory) ?? memory;
    const ports = { translation, memory: seen, walkers, tracer, scheduler, interrupts };
    const nicSource = sourceId(0, 3, 0);
    const nvmeSource = sourceId(0, 4, 0);
    const wire = { link: this.linkOut, receiver: this.partner };
    this.nic = new Nic({ ...ports, ...wire }, nicSource, NIC_DEFAULTS, PCIE_3_X8);
    this.nvme = new Nvme(ports, nvmeSource, NVME_DEFAULTS, PCIE_3_X8);
    this.partner.connect(this.nic.receive);
    this.guest = new Guest(
      {
        core: this.core,
        clock: scheduler,
        memory,
        ringFrames: new FrameAllocator(16 * MIB, 32 * MIB),
        bufferFrames: new FrameAllocator(64 * MIB, 2048 * MIB),
        iommu: this.driver ?? iommu,
        nic: { mmio: this.nic, device: this.driver?.attach(nicSource) ?? fakeDevice(nicSource, 1) },
        nvme: { mmio: this.nvme, device: this.driver?.attach(nvmeSource) ?? fakeDevice(nvmeSource, 2) },
        poolRandom: new Random(options.seed ?? 1),
        blockRandom: new Random((options.seed ?? 1) + 1),
      },
      { ...PAPER_WORKLOAD, ...options.workload },
    );
    this.guest.open();
  }

  /** Starts a workload at both ends of the wire; undefined stops. */
  work(name: WorkloadName | undefined): void {
    this.partner.setRole(name === undefined ? 'sink' : PARTNER_ROLES[name]);
    this.guest.setWorkload(name);
  }

  /** Lets the machine run for `picoseconds`. */
  run(picoseconds: number): void {
    const end = this.scheduler.now + picoseconds;
    for (;;) {
      const wake = this.guest.os.wakeTime;
      const next = this.scheduler.nextTime;
      if ((wake < next ? wake : next) > end) break;
      if (next <= wake) this.scheduler.runNext();
      else this.guest.os.runTask();
    }
    this.core.idleUntil(time(end));
  }
}
