import { PS_PER_NS } from '../clock/time.ts';
import { highHalf, lowHalf } from '../base/bits.ts';
import { NIC_REGISTER } from '../bus/nic-interface.ts';
import type { WorkloadConfig } from '../config/workload-config.ts';
import { MESSAGE_ADDRESS, type DeviceDriverPorts } from './device-driver-ports.ts';
import type { PagePool } from './page-pool.ts';
import { ReceiveQueue } from './receive-queue.ts';
import { TransmitQueue } from './transmit-queue.ts';

/** Received frames shorter than this interrupt at once: responses, not streams. */
const LOW_LATENCY_BYTES = 128;

/** The guest's driver of the NIC. */
export class NetDriver {
  readonly transmit: TransmitQueue;
  readonly receive: ReceiveQueue;
  private readonly ports: DeviceDriverPorts;
  private readonly config: WorkloadConfig;
  private up = false;

  constructor(ports: DeviceDriverPorts, pool: PagePool, config: WorkloadConfig) {
    this.ports = ports;
    this.config = config;
    this.transmit = new TransmitQueue(ports, pool, config);
    this.receive = new ReceiveQueue(ports, pool, config);
  }

  /** Brings the interface up: moderation, and the transmit ring. Receiving is started on its own. */
  open(): void {
    if (this.up) return;
    this.up = true;
    const { mmio } = this.ports;
    const { coalesceFrames, coalesceTime, ringSize } = this.config;
    // A ring never waits for more frames than half of it holds.
    const frames = coalesceFrames * 2 > ringSize ? ringSize / 2 : coalesceFrames;
    mmio.write64(NIC_REGISTER.messageAddressLow, lowHalf(MESSAGE_ADDRESS), highHalf(MESSAGE_ADDRESS));
    mmio.write32(NIC_REGISTER.coalesceFrames, frames);
    mmio.write32(NIC_REGISTER.coalesceTime, Math.round(coalesceTime / PS_PER_NS));
    mmio.write32(NIC_REGISTER.lowLatencySize, LOW_LATENCY_BYTES);
    this.transmit.ring.open();
  }

  /** Takes the interface down at once: frames not yet sent are lost; buffers and rings are unmapped. */
  close(): void {
    if (!this.up) return;
    this.up = false;
    this.receive.stop();
    this.transmit.ring.turnOff();
    this.transmit.clean(this.config.ringSize);
    this.transmit.abandon();
    this.transmit.ring.unmap();
  }

  /** Buffers mapped for the NIC now. */
  get outstanding(): number {
    return this.transmit.ring.outstanding + this.receive.ring.outstanding;
  }
}
