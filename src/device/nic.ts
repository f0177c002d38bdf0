import { joinHalves } from '../base/bits.ts';
import type { SourceId } from '../bus/addresses.ts';
import { NIC_RECEIVE_BLOCK, NIC_REGISTER, NIC_RING_REGISTER, NIC_TRANSMIT_BLOCK } from '../bus/nic-interface.ts';
import type { InterruptPort, MmioPort, Word64 } from '../bus/ports.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import { PS_PER_NS, type Time } from '../clock/time.ts';
import type { DmaTimings, NicConfig } from '../config/device-config.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { DmaEngine, type DmaPorts } from './dma-engine.ts';
import type { FrameReceiver } from './frame-receiver.ts';
import { InterruptLine } from './interrupt-line.ts';
import { InterruptModeration } from './interrupt-moderation.ts';
import type { Link } from './link.ts';
import { NicReceive } from './nic-receive.ts';
import { NicRing } from './nic-ring.ts';
import { NicTransmit } from './nic-transmit.ts';

const DOORBELL_RUNG = EVENT['doorbell-rung'];
const REGISTER_SPAN = 0x300;

/** What a NIC is connected to. */
export interface NicPorts extends DmaPorts {
  readonly scheduler: Scheduler;
  readonly tracer: Tracer;
  readonly interrupts: InterruptPort;
  /** The wire out, and who listens at its other end. */
  readonly link: Link;
  readonly receiver: FrameReceiver;
}

/** A network interface controller; what software sees of it is declared in `bus/nic-interface.ts`. */
export class Nic implements MmioPort {
  readonly sourceId: SourceId;
  readonly dma: DmaEngine;
  readonly transmit: NicTransmit;
  /** The end of the wire in. */
  readonly receive: NicReceive;
  private readonly ports: NicPorts;
  private readonly transmitRing: NicRing;
  private readonly receiveRing: NicRing;
  private readonly transmitModeration: InterruptModeration;
  private readonly receiveModeration: InterruptModeration;
  private readonly transmitLine: InterruptLine;
  private readonly receiveLine: InterruptLine;
  /** Plain registers by word offset. */
  private readonly registers = new Uint32Array(REGISTER_SPAN / 4);

  constructor(ports: NicPorts, sourceId: SourceId, config: NicConfig, timings: DmaTimings) {
    const { scheduler, tracer, link, receiver, interrupts } = ports;
    this.ports = ports;
    this.sourceId = sourceId;
    this.dma = new DmaEngine(ports, timings);
    this.transmitLine = new InterruptLine('nic-transmit', scheduler, tracer, interrupts, sourceId);
    this.receiveLine = new InterruptLine('nic-receive', scheduler, tracer, interrupts, sourceId);
    this.transmitRing = new NicRing(this.dma, sourceId, config.descriptorBatch);
    this.receiveRing = new NicRing(this.dma, sourceId, config.descriptorBatch);
    this.transmitModeration = new InterruptModeration('nic-transmit', scheduler, (now) => {
      this.announce(this.transmitRing, this.transmitLine, now);
    });
    this.receiveModeration = new InterruptModeration('nic-receive', scheduler, (now) => {
      this.announce(this.receiveRing, this.receiveLine, now);
    });
    const common = { scheduler, tracer, dma: this.dma, source: sourceId };
    const { fetchAhead } = config;
    const [ring, moderation] = [this.transmitRing, this.transmitModeration];
    this.transmit = new NicTransmit({ ...common, ring, moderation, link, receiver, fetchAhead });
    this.receive = new NicReceive({ ...common, ring: this.receiveRing, moderation: this.receiveModeration });
  }

  read32(offset: number): number {
    if (offset === NIC_TRANSMIT_BLOCK + NIC_RING_REGISTER.head) return this.transmitRing.headIndex;
    if (offset === NIC_RECEIVE_BLOCK + NIC_RING_REGISTER.head) return this.receiveRing.headIndex;
    return this.registers[offset / 4] ?? 0;
  }

  write32(offset: number, value: number): void {
    this.registers[offset / 4] = value;
    if (offset === NIC_TRANSMIT_BLOCK + NIC_RING_REGISTER.tail) this.transmitDoorbell(value);
    else if (offset === NIC_RECEIVE_BLOCK + NIC_RING_REGISTER.tail) this.receiveDoorbell(value);
    else if (offset === NIC_TRANSMIT_BLOCK + NIC_RING_REGISTER.control) this.controlTransmit(value === 1);
    else if (offset === NIC_RECEIVE_BLOCK + NIC_RING_REGISTER.control) this.controlReceive(value === 1);
    else this.adopt();
  }

  read64(offset: number, into: Word64): void {
    into.low = this.read32(offset);
    into.high = this.read32(offset + 4);
  }

  write64(offset: number, low: number, high: number): void {
    this.write32(offset, low);
    this.write32(offset + 4, high);
  }

  private transmitDoorbell(tail: number): void {
    if (!this.transmitRing.enabled) return;
    this.ports.tracer.emit(DOORBELL_RUNG, 0, tail, 0, this.sourceId);
    this.transmit.doorbell(tail, this.ports.scheduler.now);
  }

  private receiveDoorbell(tail: number): void {
    if (!this.receiveRing.enabled) return;
    this.ports.tracer.emit(DOORBELL_RUNG, 0, tail, 0, this.sourceId);
    this.receiveRing.post(tail);
  }

  private controlTransmit(enable: boolean): void {
    const now = this.ports.scheduler.now;
    if (this.transmitRing.enabled) {
      this.transmit.stop(now);
      this.close(this.transmitRing, this.transmitModeration, now);
    }
    if (enable) this.open(this.transmitRing, NIC_TRANSMIT_BLOCK);
  }

  private controlReceive(enable: boolean): void {
    if (this.receiveRing.enabled) this.close(this.receiveRing, this.receiveModeration, this.ports.scheduler.now);
    if (enable) this.open(this.receiveRing, NIC_RECEIVE_BLOCK);
  }

  private open(ring: NicRing, block: number): void {
    const base = joinHalves(
      this.registers[(block + NIC_RING_REGISTER.baseHigh) / 4]!,
      this.registers[(block + NIC_RING_REGISTER.baseLow) / 4]!,
    );
    ring.enable(base, this.registers[(block + NIC_RING_REGISTER.size) / 4]!);
  }

  private close(ring: NicRing, moderation: InterruptModeration, now: Time): void {
    moderation.reset();
    ring.writeBack(now);
    ring.disable();
  }

  /** Takes over what plain registers say about moderation and messages. */
  private adopt(): void {
    const register = (offset: number): number => this.registers[offset / 4]!;
    const frames = register(NIC_REGISTER.coalesceFrames);
    for (const moderation of [this.transmitModeration, this.receiveModeration]) {
      moderation.threshold = frames < 1 ? 1 : frames;
      moderation.timeout = register(NIC_REGISTER.coalesceTime) * PS_PER_NS;
    }
    this.receive.lowLatencySize = register(NIC_REGISTER.lowLatencySize);
    const address = joinHalves(register(NIC_REGISTER.messageAddressHigh), register(NIC_REGISTER.messageAddressLow));
    this.transmitLine.set(address, register(NIC_TRANSMIT_BLOCK + NIC_RING_REGISTER.messageData));
    this.receiveLine.set(address, register(NIC_RECEIVE_BLOCK + NIC_RING_REGISTER.messageData));
  }

  /** Writes finished descriptors back and interrupts once they are visible. */
  private announce(ring: NicRing, line: InterruptLine, now: Time): void {
    ring.writeBack(now);
    line.raise(this.dma.completesAt);
  }
}
