import type { FrameAllocator } from '../bus/frame-allocator.ts';
import type { MemoryPort, MmioPort } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ImpossibleMachine } from '../config/impossible-machine.ts';
import type { AttachedDevice, IommuDriver } from './iommu-driver.ts';

/** What a device driver uses of the IOMMU driver. */
export type DmaMapper = Pick<IommuDriver, 'dmaMap' | 'dmaUnmap' | 'dmaMapList' | 'dmaUnmapList'>;

/** All that a device driver can see of the world. */
export interface DeviceDriverPorts {
  /** The registers of the device. */
  readonly mmio: MmioPort;
  /** The guest's memory (addresses are GPA). */
  readonly memory: MemoryPort;
  /** The core that the driver runs on. */
  readonly core: CpuCore;
  /** Page frames for rings and queues. */
  readonly frames: FrameAllocator;
  readonly iommu: DmaMapper;
  /** The device, as the IOMMU driver knows it. */
  readonly device: AttachedDevice;
}

/** A driver cannot get what it needs to start; the message says what. */
export class DeviceDriverError extends ImpossibleMachine {
  override readonly name = 'DeviceDriverError';
}

/** Where devices send their interrupts (the interrupt window, destination 0). */
export const MESSAGE_ADDRESS = 0xfee0_0000;

/** Interrupt vectors of the guest, 0 … 31. */
export const VECTOR = { iommuFault: 0, networkTransmit: 1, networkReceive: 2, storage: 3 } as const;
