import { and } from '../base/bits.ts';
import {
  DESCRIPTOR_STATUS,
  ETHERNET_HEADER,
  FRAME_MAGIC,
  FRAME_MARK,
  NIC_TRANSMIT_BLOCK,
} from '../bus/nic-interface.ts';
import { ACT } from '../config/acts.ts';
import type { WorkloadConfig } from '../config/workload-config.ts';
import { DescriptorRing } from './descriptor-ring.ts';
import { VECTOR, type DeviceDriverPorts } from './device-driver-ports.ts';
import { isMapFailure } from './mapping-outcome.ts';
import type { PagePool } from './page-pool.ts';

const NETWORK_STACK = ACT['network-stack'];
const TWO_32 = 0x1_0000_0000;
/** Type field of the Ethernet header (IPv4, big-endian), as the u32 at offset 12. */
const TYPE_WORD = 0x0008;

/** Sends frames: one page of the pool and one mapping for each, from posting to completion. */
export class TransmitQueue {
  readonly ring: DescriptorRing;
  /** Frames posted; frames that the NIC could not read; frames not sent for want of a mapping. */
  sent = 0;
  blocked = 0;
  mapFailures = 0;
  /** Number of the latest frame sent, u32. */
  sequence = 0;
  private readonly ports: DeviceDriverPorts;
  private readonly pool: PagePool;
  private readonly config: WorkloadConfig;
  private unrung = 0;

  constructor(ports: DeviceDriverPorts, pool: PagePool, config: WorkloadConfig) {
    this.ports = ports;
    this.pool = pool;
    this.config = config;
    this.ring = new DescriptorRing(ports, NIC_TRANSMIT_BLOCK, config.ringSize, VECTOR.networkTransmit);
  }

  /** Whether a frame may be sent now. */
  get canSend(): boolean {
    return this.ring.room > 0 && this.pool.available > 0;
  }

  /** Sends one frame with `payload` bytes; only while `canSend`. */
  send(payload: number): void {
    const { core, iommu, device } = this.ports;
    core.charge(NETWORK_STACK);
    const page = this.pool.take();
    const gpa = page + this.config.headroom;
    const length = payload + ETHERNET_HEADER;
    this.fill(gpa, length);
    const iova = iommu.dmaMap(device, gpa, length, 'to-device');
    if (isMapFailure(iova)) {
      this.mapFailures += 1;
      this.pool.put(page, core.now);
      return;
    }
    this.ring.post(page, iova, length);
    this.sent += 1;
    this.unrung += 1;
    if (this.unrung >= this.config.framesPerDoorbell || !this.canSend) this.flush();
  }

  /** Rings the doorbell for what has been posted since the last time. */
  flush(): void {
    if (this.unrung === 0) return;
    this.unrung = 0;
    this.ring.ringDoorbell();
  }

  /** Cleans up to `limit` finished descriptors. @returns whether there are more. */
  clean(limit: number): boolean {
    const { ring } = this;
    for (let count = 0; ring.isDone(); count++) {
      if (count === limit) return true;
      if (and(ring.status, DESCRIPTOR_STATUS.blocked) !== 0) this.blocked += 1;
      this.release();
    }
    return false;
  }

  /** Gives up every frame that is posted, sent or not, and takes its buffer back; only once the ring is turned off. */
  abandon(): void {
    while (this.ring.outstanding > 0) this.release();
    this.unrung = 0;
  }

  private release(): void {
    const { ring } = this;
    const { iommu, device, core } = this.ports;
    iommu.dmaUnmap(device, ring.iova, ring.length);
    this.pool.put(ring.page, core.now);
    ring.clean();
  }

  /** The driver's own stores into the frame: the end of the header, and the mark that the other side checks. */
  private fill(gpa: number, length: number): void {
    const { memory } = this.ports;
    this.sequence = (this.sequence + 1) % TWO_32;
    memory.write32(gpa + 12, TYPE_WORD);
    memory.write32(gpa + FRAME_MARK.magic, FRAME_MAGIC);
    memory.write32(gpa + FRAME_MARK.sequence, this.sequence);
    memory.write32(gpa + FRAME_MARK.length, length);
  }
}
