import type { InterruptPort } from '../bus/ports.ts';
import type { SourceId } from '../bus/addresses.ts';
import { ScheduledTask, type Scheduler } from '../clock/scheduler.ts';
import type { Time } from '../clock/time.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';

const INTERRUPT_RAISED = EVENT['interrupt-raised'];

/** One interrupt of a device: sends its message behind the data that it announces. */
export class InterruptLine {
  /** Messages sent. */
  raised = 0;
  private address = 0;
  private data = 0;
  private readonly scheduler: Scheduler;
  private readonly task: ScheduledTask;

  constructor(name: string, scheduler: Scheduler, tracer: Tracer, port: InterruptPort, source: SourceId) {
    this.scheduler = scheduler;
    this.task = new ScheduledTask(`${name}-interrupt`, () => {
      this.raised += 1;
      tracer.emit(INTERRUPT_RAISED, 0, this.data, 0, source);
      port.message(this.address, this.data);
    });
  }

  /** Where the message goes and what it says. */
  set(address: number, data: number): void {
    this.address = address;
    this.data = data;
  }

  /** Sends the message at `at`; one that is on its way already is moved to then, so that it announces both. */
  raise(at: Time): void {
    if (this.task.scheduled) this.scheduler.cancel(this.task);
    this.scheduler.schedule(this.task, at);
  }
}
