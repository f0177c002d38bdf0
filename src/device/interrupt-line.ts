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
  /** When another message follows the one on its way; -1 = none does. */
  private following = -1;
  private readonly source: SourceId;
  private readonly scheduler: Scheduler;
  private readonly tracer: Tracer;
  private readonly port: InterruptPort;
  private readonly task: ScheduledTask;

  constructor(name: string, scheduler: Scheduler, tracer: Tracer, port: InterruptPort, source: SourceId) {
    this.source = source;
    this.scheduler = scheduler;
    this.tracer = tracer;
    this.port = port;
    this.task = new ScheduledTask(`${name}-interrupt`, () => this.send());
  }

  /** Where the message goes and what it says. */
  set(address: number, data: number): void {
    this.address = address;
    this.data = data;
  }

  /** Sends a message at `at`. What is raised while one is on its way is announced by one more, at the latest `at`. */
  raise(at: Time): void {
    if (!this.task.scheduled) this.scheduler.schedule(this.task, at);
    else if (at > this.following) this.following = at;
  }

  private send(): void {
    this.raised += 1;
    this.tracer.emit(INTERRUPT_RAISED, 0, this.data, 0, this.source);
    if (this.following >= 0) {
      this.scheduler.schedule(this.task, this.following as Time);
      this.following = -1;
    }
    this.port.message(this.address, this.data);
  }
}
