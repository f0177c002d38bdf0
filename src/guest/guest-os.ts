import { andNot, lowestSetBit, or, shiftLeft } from '../base/bits.ts';
import { assert } from '../base/assert.ts';
import type { InterruptPort } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { later, NEVER, type Time } from '../clock/time.ts';
import type { WorkloadName } from '../config/identifiers.ts';
import type { IommuDriver } from './iommu-driver.ts';
import type { Workload } from './workload.ts';

const VECTORS = 32;

/** Handles a batch of what an interrupt announced. @returns whether there is more to do. */
export type InterruptHandler = () => boolean;

/** What the guest OS needs of the IOMMU driver: its timer. */
export type TimerClient = Pick<IommuDriver, 'nextDeadline' | 'visit'>;

/**
 * A single-core guest operating system: does one short task at a time, interrupts before timers before the workload, and
 * is idle otherwise. An interrupt that comes while a task runs is handled after it.
 */
export class GuestOs implements InterruptPort {
  /** Interrupts taken. */
  interrupts = 0;
  private readonly core: CpuCore;
  private readonly clock: { readonly now: Time };
  private readonly timer: TimerClient;
  private readonly handlers: (InterruptHandler | undefined)[] = Array.from({ length: VECTORS }, () => undefined);
  private pending = 0;
  private workload: Workload | undefined = undefined;

  /** @param clock of the machine, which may be ahead of an idle core. */
  constructor(core: CpuCore, clock: { readonly now: Time }, timer: TimerClient) {
    this.core = core;
    this.clock = clock;
    this.timer = timer;
  }

  /** Says what to do at an interrupt of `vector` (0 … 31). */
  setHandler(vector: number, handler: InterruptHandler): void {
    assert(vector >= 0 && vector < VECTORS, 'a vector of 0 to 31');
    this.handlers[vector] = handler;
  }

  /** An interrupt message arrives; nothing is run. The low five bits of its data are the vector. */
  message(_address: number, data: number): void {
    this.pending = or(this.pending, shiftLeft(1, data % VECTORS));
  }

  /** Name of the workload, undefined when there is none. */
  get workloadName(): WorkloadName | undefined {
    return this.workload?.name;
  }

  /** Stops the workload in force and starts another; undefined = none, so that everything in flight drains. */
  setWorkload(workload: Workload | undefined): void {
    this.workload?.stop();
    this.workload = workload;
    workload?.start();
  }

  /** When the guest next has something to do; `NEVER` while it waits for an interrupt. */
  get wakeTime(): Time {
    const now = later(this.core.now, this.clock.now);
    if (this.pending !== 0 || this.workload?.ready === true) return now;
    const deadline = this.timer.nextDeadline;
    return deadline === NEVER ? NEVER : later(deadline, now);
  }

  /** Waits idly until there is something to do and does one task. @returns `wakeTime` after it. */
  runTask(): Time {
    const wake = this.wakeTime;
    if (wake === NEVER) return NEVER;
    this.core.idleUntil(wake);
    if (this.timer.nextDeadline <= this.core.now) this.timer.visit(this.core.now);
    if (this.pending !== 0) this.serveInterrupt();
    else if (this.workload?.ready === true) this.workload.step();
    return this.wakeTime;
  }

  private serveInterrupt(): void {
    const vector = lowestSetBit(this.pending);
    const bit = shiftLeft(1, vector);
    this.pending = andNot(this.pending, bit);
    this.interrupts += 1;
    const handler = this.handlers[vector];
    if (handler !== undefined && handler()) this.pending = or(this.pending, bit);
  }
}
