import type { WorkloadConfig } from '../config/workload-config.ts';
import type { NetDriver } from './net-driver.ts';
import type { Workload } from './workload.ts';

/** netperf TCP stream, sending: always a frame to send while the ring has room. */
export class TransmitWorkload implements Workload {
  readonly name = 'transmit';
  private readonly net: NetDriver;
  private readonly config: WorkloadConfig;

  constructor(net: NetDriver, config: WorkloadConfig) {
    this.net = net;
    this.config = config;
  }

  start(): void {}

  stop(): void {
    this.net.transmit.flush();
  }

  get ready(): boolean {
    return this.net.transmit.canSend;
  }

  step(): void {
    this.net.transmit.send(this.config.framePayload);
  }
}

/** netperf TCP stream, receiving: all work is done at interrupts. */
export class ReceiveWorkload implements Workload {
  readonly name = 'receive';
  readonly ready = false;
  private readonly net: NetDriver;

  constructor(net: NetDriver) {
    this.net = net;
  }

  start(): void {
    this.net.receive.start();
  }

  stop(): void {
    this.net.receive.stop();
  }

  step(): void {}
}

/** netperf request/response: one small request in flight; its response makes the next one possible. */
export class RequestResponseWorkload implements Workload {
  readonly name = 'request-response';
  private readonly net: NetDriver;
  private readonly config: WorkloadConfig;
  private answersAwaited = 0;

  constructor(net: NetDriver, config: WorkloadConfig) {
    this.net = net;
    this.config = config;
  }

  start(): void {
    this.net.receive.start();
    this.answersAwaited = this.net.receive.delivered;
  }

  stop(): void {
    this.net.receive.stop();
  }

  get ready(): boolean {
    return this.net.receive.delivered >= this.answersAwaited && this.net.transmit.canSend;
  }

  step(): void {
    this.answersAwaited = this.net.receive.delivered + 1;
    this.net.transmit.send(this.config.requestPayload);
    this.net.transmit.flush();
  }
}
