import { and, highHalf, lowHalf } from '../base/bits.ts';
import type { Iova } from '../bus/addresses.ts';
import { DESCRIPTOR_BYTES, DESCRIPTOR_STATUS, DESCRIPTOR_WORD, NIC_RING_REGISTER } from '../bus/nic-interface.ts';
import { ACT } from '../config/acts.ts';
import type { DeviceDriverPorts } from './device-driver-ports.ts';
import { LongLivedBuffer } from './long-lived-buffer.ts';

const DOORBELL = ACT['doorbell'];
const STATUS = DESCRIPTOR_WORD.status * 4;

/**
 * The driver's side of one ring of descriptors. Descriptors are counted from 0 without wrapping: cleaned ≤ posted; one is
 * always left free, so that a full ring differs from an empty one.
 */
export class DescriptorRing {
  readonly size: number;
  posted = 0;
  cleaned = 0;
  /** Status word that `isDone` found. */
  status = 0;
  /** What is in each descriptor: the page (GPA), the IOVA and the length of its buffer. */
  private readonly pages: Float64Array;
  private readonly iovas: Float64Array;
  private readonly lengths: Uint32Array;
  private readonly ports: DeviceDriverPorts;
  private readonly block: number;
  private readonly vector: number;
  private readonly mask: number;
  private readonly buffer: LongLivedBuffer;

  /** @param block of registers of this ring in the NIC, @param vector of its interrupt. */
  constructor(ports: DeviceDriverPorts, block: number, size: number, vector: number) {
    this.ports = ports;
    this.block = block;
    this.size = size;
    this.vector = vector;
    this.mask = size - 1;
    this.pages = new Float64Array(size);
    this.iovas = new Float64Array(size);
    this.lengths = new Uint32Array(size);
    this.buffer = new LongLivedBuffer(ports, size * DESCRIPTOR_BYTES);
  }

  /** Maps the ring and turns it on in the NIC. */
  open(): void {
    const { mmio } = this.ports;
    this.posted = this.cleaned = 0;
    this.buffer.map();
    mmio.write64(this.block + NIC_RING_REGISTER.baseLow, lowHalf(this.buffer.iova), highHalf(this.buffer.iova));
    mmio.write32(this.block + NIC_RING_REGISTER.size, this.size);
    mmio.write32(this.block + NIC_RING_REGISTER.messageData, this.vector);
    mmio.write32(this.block + NIC_RING_REGISTER.control, 1);
  }

  /** Turns the ring off in the NIC: it writes back what has finished and touches no buffer after that. */
  turnOff(): void {
    this.ports.mmio.write32(this.block + NIC_RING_REGISTER.control, 0);
  }

  /** Unmaps the ring; only once it is turned off. */
  unmap(): void {
    this.buffer.unmap();
  }

  /** Descriptors that may be posted. */
  get room(): number {
    return this.size - 1 - (this.posted - this.cleaned);
  }

  /** Descriptors posted and not cleaned. */
  get outstanding(): number {
    return this.posted - this.cleaned;
  }

  /** Fills the next descriptor; the NIC hears of it at the next doorbell. Only while there is room. */
  post(page: number, iova: Iova, length: number): void {
    const index = and(this.posted, this.mask);
    const at = this.buffer.gpa + index * DESCRIPTOR_BYTES;
    const { memory } = this.ports;
    memory.write32(at + DESCRIPTOR_WORD.bufferLow * 4, lowHalf(iova));
    memory.write32(at + DESCRIPTOR_WORD.bufferHigh * 4, highHalf(iova));
    memory.write32(at + DESCRIPTOR_WORD.length * 4, length);
    memory.write32(at + STATUS, 0);
    this.pages[index] = page;
    this.iovas[index] = iova;
    this.lengths[index] = length;
    this.posted += 1;
  }

  /** Tells the NIC how far the ring is posted. */
  ringDoorbell(): void {
    this.ports.core.charge(DOORBELL);
    this.ports.mmio.write32(this.block + NIC_RING_REGISTER.tail, and(this.posted, this.mask));
  }

  /** Whether the NIC has finished with the oldest descriptor; `status` then holds its status word. */
  isDone(): boolean {
    if (this.cleaned === this.posted) return false;
    const at = this.buffer.gpa + and(this.cleaned, this.mask) * DESCRIPTOR_BYTES + STATUS;
    this.status = this.ports.memory.read32(at);
    return and(this.status, DESCRIPTOR_STATUS.done) !== 0;
  }

  /** Of the oldest descriptor. */
  get page(): number {
    return this.pages[and(this.cleaned, this.mask)]!;
  }
  get iova(): Iova {
    return this.iovas[and(this.cleaned, this.mask)]! as Iova;
  }
  get length(): number {
    return this.lengths[and(this.cleaned, this.mask)]!;
  }

  /** The oldest descriptor is free again. */
  clean(): void {
    this.cleaned += 1;
  }
}
