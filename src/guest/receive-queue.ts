import { and, shiftRight, toU32 } from '../base/bits.ts';
import {
  DESCRIPTOR_RECEIVED_SHIFT,
  DESCRIPTOR_STATUS,
  ETHERNET_HEADER,
  FRAME_MAGIC,
  FRAME_MARK,
  NIC_RECEIVE_BLOCK,
} from '../bus/nic-interface.ts';
import { ACT } from '../config/acts.ts';
import type { WorkloadConfig } from '../config/workload-config.ts';
import { DescriptorRing } from './descriptor-ring.ts';
import { VECTOR, type DeviceDriverPorts } from './device-driver-ports.ts';
import { isMapFailure } from './mapping-outcome.ts';
import { NO_PAGE } from './page-allocator.ts';
import type { PagePool } from './page-pool.ts';

const NETWORK_STACK = ACT['network-stack'];
/** Buffers refilled per doorbell. */
const REFILL_BATCH = 16;

/** Receives frames: a page is mapped when its buffer is posted, and unmapped when its frame is delivered. */
export class ReceiveQueue {
  readonly ring: DescriptorRing;
  /** Frames delivered; frames the NIC could not write; frames whose mark was damaged or out of order. */
  delivered = 0;
  blocked = 0;
  damaged = 0;
  outOfOrder = 0;
  mapFailures = 0;
  /** Number of the latest frame delivered, u32. */
  latestSequence = 0;
  private readonly ports: DeviceDriverPorts;
  private readonly pool: PagePool;
  private readonly config: WorkloadConfig;
  private unrung = 0;
  private open = false;

  constructor(ports: DeviceDriverPorts, pool: PagePool, config: WorkloadConfig) {
    this.ports = ports;
    this.pool = pool;
    this.config = config;
    this.ring = new DescriptorRing(ports, NIC_RECEIVE_BLOCK, config.ringSize, VECTOR.networkReceive);
  }

  /** Turns receiving on and posts buffers. */
  start(): void {
    if (this.open) return;
    this.open = true;
    this.ring.open();
    this.refill();
    this.flush();
  }

  /** Turns receiving off: what has arrived is delivered, every buffer and the ring are unmapped. */
  stop(): void {
    if (!this.open) return;
    this.open = false;
    this.ring.turnOff();
    this.deliver(this.ring.size);
    while (this.ring.outstanding > 0) this.release();
    this.ring.unmap();
    this.unrung = 0;
  }

  /** Delivers up to `limit` frames and posts buffers in their place. @returns whether there are more. */
  deliver(limit: number): boolean {
    const { ring } = this;
    let more = false;
    for (let count = 0; ring.isDone(); count++) {
      if (count === limit) {
        more = true;
        break;
      }
      const { status, page } = ring;
      this.release();
      if (and(status, DESCRIPTOR_STATUS.blocked) !== 0) this.blocked += 1;
      else this.accept(page + this.config.headroom, shiftRight(status, DESCRIPTOR_RECEIVED_SHIFT));
      if (this.open) this.refill();
      if (this.unrung >= REFILL_BATCH) this.flush();
    }
    this.flush();
    return more;
  }

  /** Posts buffers as long as there is room and pages. */
  private refill(): void {
    const { iommu, device, core } = this.ports;
    const { headroom, framePayload } = this.config;
    const length = framePayload + ETHERNET_HEADER;
    while (this.ring.room > 0) {
      const page = this.pool.take();
      if (page === NO_PAGE) return;
      const iova = iommu.dmaMap(device, page + headroom, length, 'from-device');
      if (isMapFailure(iova)) {
        this.mapFailures += 1;
        this.pool.put(page, core.now);
        return;
      }
      this.ring.post(page, iova, length);
      this.unrung += 1;
    }
  }

  private flush(): void {
    if (this.unrung === 0 || !this.open) return;
    this.unrung = 0;
    this.ring.ringDoorbell();
  }

  /** The oldest buffer is unmapped and its page goes back to the pool. */
  private release(): void {
    const { ring } = this;
    const { iommu, device, core } = this.ports;
    iommu.dmaUnmap(device, ring.iova, ring.length);
    this.pool.put(ring.page, core.now);
    ring.clean();
  }

  /** Hands a frame up: looks at its mark and pays for the stack. */
  private accept(gpa: number, length: number): void {
    const { memory, core } = this.ports;
    const sequence = memory.read32(gpa + FRAME_MARK.sequence);
    const intact =
      memory.read32(gpa + FRAME_MARK.magic) === FRAME_MAGIC && memory.read32(gpa + FRAME_MARK.length) === length;
    if (!intact) this.damaged += 1;
    else if (!isLater(sequence, this.latestSequence)) this.outOfOrder += 1;
    this.latestSequence = sequence;
    this.delivered += 1;
    core.charge(NETWORK_STACK);
  }
}

/** Whether a sequence number (u32, wraps) comes after another; numbers in between may be missing. */
function isLater(sequence: number, than: number): boolean {
  const ahead = toU32(sequence - than);
  return ahead !== 0 && ahead < 0x8000_0000;
}
