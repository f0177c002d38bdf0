import { and, extract, joinHalves } from '../base/bits.ts';
import type { SourceId } from '../bus/addresses.ts';
import type { InterruptPort } from '../bus/ports.ts';
import { ScheduledTask, type Scheduler } from '../clock/scheduler.ts';
import { after, type Duration } from '../clock/time.ts';
import { FRCD_F_TOP, FRCD_T_TOP } from '../spec/register-bits.ts';
import type { Emulation } from './emulation.ts';
import type { PhysicalUnit } from './physical-unit.ts';

/**
 * Takes the fault event of the physical unit, passes the fault on to the guest whose device it was, and frees the record.
 * The host's interrupt handler runs on a core that no guest uses, so nobody here pays for it.
 */
export class FaultReflection implements InterruptPort {
  /** Faults passed on, and those of devices that belong to no guest or whose guest does not translate. */
  reflected = 0;
  ignored = 0;
  private readonly scheduler: Scheduler;
  private readonly latency: Duration;
  private readonly physical: PhysicalUnit;
  private readonly emulation: Emulation;
  private readonly task = new ScheduledTask('fault reflection', () => this.handle());

  /** @param latency from the message to the handler. */
  constructor(scheduler: Scheduler, latency: Duration, physical: PhysicalUnit, emulation: Emulation) {
    this.scheduler = scheduler;
    this.latency = latency;
    this.physical = physical;
    this.emulation = emulation;
  }

  /** The fault event arrives. */
  message(): void {
    if (!this.task.scheduled) this.scheduler.schedule(this.task, after(this.scheduler.now, this.latency));
  }

  private handle(): void {
    const { physical } = this;
    const top = physical.faultRecord(3);
    if (and(top, FRCD_F_TOP) !== 0) {
      const iova = joinHalves(physical.faultRecord(1), physical.faultRecord(0));
      const source = extract(physical.faultRecord(2), 15, 0) as SourceId;
      const isWrite = and(top, FRCD_T_TOP) === 0;
      if (this.emulation.reflect(source, iova, isWrite, extract(top, 7, 0))) this.reflected += 1;
      else this.ignored += 1;
    }
    physical.clearFaults(top);
  }
}
