import type { Random } from '../../src/base/random.ts';
import type { FrameAllocator } from '../../src/bus/frame-allocator.ts';
import type { MemoryPort, MmioPort } from '../../src/bus/ports.ts';
import type { CpuCore } from '../../src/clock/cpu-core.ts';
import type { Time } from '../../src/clock/time.ts';
import type { WorkloadName } from '../../src/config/identifiers.ts';
import { poolPages, type WorkloadConfig } from '../../src/config/workload-config.ts';
import { CyclingBuffers, FreshBuffers } from '../../src/guest/block-buffers.ts';
import { VECTOR, type DmaMapper } from '../../src/guest/device-driver-ports.ts';
import { GuestOs, type TimerClient } from '../../src/guest/guest-os.ts';
import type { AttachedDevice } from '../../src/guest/iommu-driver.ts';
import { NetDriver } from '../../src/guest/net-driver.ts';
import { ReceiveWorkload, RequestResponseWorkload, TransmitWorkload } from '../../src/guest/network-workloads.ts';
import { NvmeDriver } from '../../src/guest/nvme-driver.ts';
import { PageAllocator } from '../../src/guest/page-allocator.ts';
import { PagePool } from '../../src/guest/page-pool.ts';
import { RandomReadWorkload, SequentialReadWorkload } from '../../src/guest/storage-workloads.ts';
import type { Workload } from '../../src/guest/workload.ts';

/** What a guest is given. */
export interface GuestPorts {
  readonly core: CpuCore;
  /** The machine's clock. */
  readonly clock: { readonly now: Time };
  /** The guest's memory (addresses are GPA), and page frames of it for rings and for buffers. */
  readonly memory: MemoryPort;
  readonly ringFrames: FrameAllocator;
  readonly bufferFrames: FrameAllocator;
  readonly iommu: DmaMapper & TimerClient;
  readonly nic: { readonly mmio: MmioPort; readonly device: AttachedDevice };
  readonly nvme: { readonly mmio: MmioPort; readonly device: AttachedDevice };
  /** One stream of random numbers for the page pool, one for block numbers. */
  readonly poolRandom: Random;
  readonly blockRandom: Random;
}

/** The guest above its IOMMU driver: device drivers, page pool, workloads and the OS that runs them. */
export class Guest {
  readonly os: GuestOs;
  readonly net: NetDriver;
  readonly nvme: NvmeDriver;
  readonly allocator: PageAllocator;
  readonly pool: PagePool;
  private readonly workloads: ReadonlyMap<WorkloadName, Workload>;

  constructor(ports: GuestPorts, config: WorkloadConfig) {
    const { core, clock, memory, iommu, ringFrames: frames, bufferFrames, blockRandom } = ports;
    const { completionBatch } = config;
    this.allocator = new PageAllocator(bufferFrames, config.coldTime);
    this.pool = new PagePool(this.allocator, ports.poolRandom, poolPages(config), config.coldRate, clock.now);
    this.net = new NetDriver({ core, memory, frames, iommu, ...ports.nic }, this.pool, config);
    this.nvme = new NvmeDriver({ core, memory, frames, iommu, ...ports.nvme }, config);
    this.os = new GuestOs(core, clock, iommu);
    this.os.setHandler(VECTOR.networkTransmit, () => this.net.transmit.clean(completionBatch));
    this.os.setHandler(VECTOR.networkReceive, () => this.net.receive.deliver(completionBatch));
    this.os.setHandler(VECTOR.storage, () => this.nvme.complete(completionBatch));
    const cycling = new CyclingBuffers(bufferFrames, config.blockBuffers, config.blockPages);
    const workloads: Workload[] = [
      new TransmitWorkload(this.net, config),
      new ReceiveWorkload(this.net),
      new RequestResponseWorkload(this.net, config),
      new RandomReadWorkload(this.nvme, cycling, blockRandom, config),
      new SequentialReadWorkload(this.nvme, new FreshBuffers(this.allocator), config),
    ];
    this.workloads = new Map(workloads.map((workload) => [workload.name, workload]));
  }

  /** Brings the devices up: their rings and queues are mapped from here on. */
  open(): void {
    this.net.open();
    this.nvme.open();
  }

  /** Takes the devices down at once: everything is unmapped, rings and queues too. The workload stops. */
  close(): void {
    this.os.setWorkload(undefined);
    this.net.close();
    this.nvme.close();
  }

  /**
   * Stops the workload in force and starts another; `undefined` starts none, and so does `recording`, which is driven from
   * elsewhere. Without one everything in flight drains: `outstanding` falls to 0 as the machine goes on.
   */
  setWorkload(name: WorkloadName | undefined): void {
    this.os.setWorkload(name === undefined ? undefined : this.workloads.get(name));
  }

  /** Buffers that are mapped for a device now, rings and queues not counted. */
  get outstanding(): number {
    return this.net.outstanding + this.nvme.outstanding;
  }
}
