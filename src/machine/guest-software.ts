import { Random } from '../base/random.ts';
import { FrameAllocator } from '../bus/frame-allocator.ts';
import type { MemoryPort, MmioPort } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { microseconds, type Time } from '../clock/time.ts';
import type { WorkloadName } from '../config/identifiers.ts';
import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';
import { KERNEL_MEMORY_MIB, PAPER_WORKLOAD, poolPages, type WorkloadConfig } from '../config/workload-config.ts';
import { CyclingBuffers, FreshBuffers } from '../guest/block-buffers.ts';
import { MESSAGE_ADDRESS, VECTOR } from '../guest/device-driver-ports.ts';
import { UNLIMITED, type DriverTunables } from '../guest/driver-options.ts';
import { FaultReporting } from '../guest/fault-reporting.ts';
import { GuestOs } from '../guest/guest-os.ts';
import { IommuDriver, type AttachedDevice } from '../guest/iommu-driver.ts';
import { NetDriver } from '../guest/net-driver.ts';
import { ReceiveWorkload, RequestResponseWorkload, TransmitWorkload } from '../guest/network-workloads.ts';
import { NvmeDriver } from '../guest/nvme-driver.ts';
import { PageAllocator } from '../guest/page-allocator.ts';
import { PagePool } from '../guest/page-pool.ts';
import { RandomReadWorkload, SequentialReadWorkload } from '../guest/storage-workloads.ts';
import { UnitRegisters } from '../guest/unit-registers.ts';
import type { Workload } from '../guest/workload.ts';
import type { Tracer } from '../trace/tracer.ts';
import { NIC_SOURCE, NVME_SOURCE } from './hardware.ts';

const MIB = 0x10_0000;
/** The first page frames are left to firmware; tables and rings come next, buffers behind them. */
const KERNEL_START = MIB;
const KERNEL_END = KERNEL_MEMORY_MIB * MIB;

/** What the guest can see of the machine. */
export interface GuestPorts {
  readonly core: CpuCore;
  readonly clock: { readonly now: Time };
  readonly memory: MemoryPort;
  readonly iommu: MmioPort;
  readonly nic: MmioPort;
  readonly nvme: MmioPort;
  readonly tracer: Tracer;
}

/** The guest's operating system with its drivers and workloads. */
export interface GuestSoftware {
  readonly os: GuestOs;
  readonly driver: IommuDriver;
  readonly faults: FaultReporting;
  readonly net: NetDriver;
  readonly nvme: NvmeDriver;
  readonly pool: PagePool;
  readonly devices: readonly AttachedDevice[];
  readonly workloads: Readonly<Partial<Record<WorkloadName, Workload>>>;
}

/** The IOMMU driver's adjustable values, from the settings of the machine. */
export function tunablesOf(settings: LiveSettings): DriverTunables {
  return {
    ageLimit: microseconds(settings.ageLimitMicroseconds),
    quota: settings.quota === 0 ? UNLIMITED : settings.quota,
    flushHighWaterMark: settings.flushHighWaterMark,
    flushTimeout: microseconds(settings.flushTimeoutMicroseconds),
    flushScope: settings.flushScope,
    largePages: settings.largePages,
  };
}

/** Boots the guest: IOMMU driver on, devices attached and opened, no workload yet. */
export function bootGuest(config: MachineConfig, ports: GuestPorts): GuestSoftware {
  const { core, clock, memory, tracer } = ports;
  const frames = new FrameAllocator(KERNEL_START, KERNEL_END);
  const bufferFrames = new FrameAllocator(KERNEL_END, config.guestMemoryMiB * MIB);
  const driver = new IommuDriver(
    { mmio: ports.iommu, memory, core, frames, tracer },
    {
      strategy: config.strategy,
      invalidation: config.invalidation,
      levels: config.addressWidth === 39 ? 3 : 4,
      tunables: tunablesOf(config),
    },
  );
  driver.start();
  const faults = new FaultReporting(new UnitRegisters(ports.iommu, core));
  faults.enable(MESSAGE_ADDRESS, VECTOR.iommuFault);
  const network = driver.attach(NIC_SOURCE);
  const storage = driver.attach(NVME_SOURCE);
  const shape = workloadConfig(config);
  const random = new Random(config.seed);
  const allocator = new PageAllocator(bufferFrames, shape.coldTime);
  const pool = new PagePool(allocator, random, poolPages(shape), shape.coldRate, core.now);
  const devicePorts = { memory, core, frames, iommu: driver };
  const net = new NetDriver({ ...devicePorts, mmio: ports.nic, device: network }, pool, shape);
  const nvme = new NvmeDriver({ ...devicePorts, mmio: ports.nvme, device: storage }, shape);
  const os = new GuestOs(core, clock, driver);
  os.setHandler(VECTOR.iommuFault, () => {
    faults.handle();
    return false;
  });
  os.setHandler(VECTOR.networkTransmit, () => net.transmit.clean(shape.completionBatch));
  os.setHandler(VECTOR.networkReceive, () => net.receive.deliver(shape.completionBatch));
  os.setHandler(VECTOR.storage, () => nvme.complete(shape.completionBatch));
  net.open();
  nvme.open();
  const cycling = new CyclingBuffers(bufferFrames, shape.blockBuffers, shape.blockPages);
  const workloads = {
    transmit: new TransmitWorkload(net, shape),
    receive: new ReceiveWorkload(net),
    'request-response': new RequestResponseWorkload(net, shape),
    'nvme-random': new RandomReadWorkload(nvme, cycling, random, shape),
    'nvme-sequential': new SequentialReadWorkload(nvme, new FreshBuffers(allocator), shape),
  };
  return { os, driver, faults, net, nvme, pool, devices: [network, storage], workloads };
}

function workloadConfig(config: MachineConfig): WorkloadConfig {
  return {
    ...PAPER_WORKLOAD,
    ringSize: config.ringSize,
    framePayload: config.framePayloadBytes,
    coalesceFrames: config.interruptFrames,
    coalesceTime: microseconds(config.interruptMicroseconds),
    coldRate: config.coldPartsPerMillion,
    // Guests that share a sidecore take turns: the shorter each piece of work, the closer to the order in time.
    completionBatch: config.guests > 1 ? 1 : PAPER_WORKLOAD.completionBatch,
  };
}
