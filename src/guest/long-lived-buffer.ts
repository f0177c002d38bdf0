import { PAGE_SIZE, type Iova } from '../bus/addresses.ts';
import { DeviceDriverError, type DeviceDriverPorts } from './device-driver-ports.ts';
import { isMapFailure } from './mapping-outcome.ts';

/** Memory that driver and device share for as long as the device is up: a ring or a queue. Mapped both ways. */
export class LongLivedBuffer {
  readonly gpa: number;
  /** Where the device finds it; -1 while it is not mapped. */
  iova = -1;
  private readonly ports: DeviceDriverPorts;
  private readonly length: number;

  /** @param bytes taken in whole pages. @throws DeviceDriverError without memory. */
  constructor(ports: DeviceDriverPorts, bytes: number) {
    const pages = Math.ceil(bytes / PAGE_SIZE);
    const gpa = ports.frames.allocateContiguous(pages);
    if (gpa === undefined) throw new DeviceDriverError(`no memory for ${pages} pages in a row`);
    this.gpa = gpa;
    this.ports = ports;
    this.length = pages * PAGE_SIZE;
  }

  /** Zeroes it and lets the device reach it. @throws DeviceDriverError when it cannot be mapped. */
  map(): void {
    const { memory, iommu, device } = this.ports;
    for (let offset = 0; offset < this.length; offset += 4) memory.write32(this.gpa + offset, 0);
    const iova = iommu.dmaMap(device, this.gpa, this.length, 'bidirectional');
    if (isMapFailure(iova)) throw new DeviceDriverError(`cannot map ${this.length} bytes (${iova})`);
    this.iova = iova;
  }

  /** Takes it away from the device. */
  unmap(): void {
    if (this.iova < 0) return;
    this.ports.iommu.dmaUnmap(this.ports.device, this.iova as Iova, this.length);
    this.iova = -1;
  }
}
