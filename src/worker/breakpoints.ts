import type { LabMachine } from '../machine/lab-machine.ts';
import type { Breakpoint } from '../protocol/commands.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { isFirstWalk } from './first-walk.ts';

/** Where a run was stopped, and by what. */
export interface Stop {
  readonly breakpoint: Breakpoint;
  /** Number of the event that did it. */
  readonly sequence: number;
}

/** Cause of a teardown: the quota was exceeded. */
const OVER_QUOTA = 1;

/** The kinds of events that may mean a breakpoint. */
const KINDS: Readonly<Record<Breakpoint, readonly number[]>> = {
  fault: [EVENT['dma-faulted'], EVENT['fault-recorded']],
  'stale-hit': [EVENT['stale-hit']],
  'queue-full': [EVENT['flush-queue-drained'], EVENT['mapping-torn-down']],
  'first-walk': [EVENT['walk-step']],
  'vm-exit': [EVENT['vm-exited']],
};

/** Looks after each act whether something happened in it at which the run must stop. Reads counters, so it costs little. */
export class Breakpoints {
  private on: readonly Breakpoint[] = [];
  private kinds: readonly number[] = [];
  private counted = 0;
  private sequence = 0;

  get any(): boolean {
    return this.kinds.length > 0;
  }

  set(on: readonly Breakpoint[], machine: LabMachine): void {
    this.on = on;
    this.kinds = on.flatMap((breakpoint) => KINDS[breakpoint]);
    this.startAt(machine);
  }

  /** Looks at what happens from now on: the machine is another one, or was put to another moment. */
  startAt(machine: LabMachine): void {
    this.counted = this.count(machine.tracer);
    this.sequence = machine.tracer.sequence;
  }

  /** The first event since the last look at which the run must stop. */
  look(machine: LabMachine): Stop | undefined {
    const { tracer } = machine;
    const from = this.sequence;
    const before = this.counted;
    this.counted = this.count(tracer);
    this.sequence = tracer.sequence;
    if (this.counted === before) return undefined;
    const { capacity } = tracer.ring;
    for (let sequence = Math.max(from, tracer.sequence - capacity); sequence < tracer.sequence; sequence++) {
      const breakpoint = this.meaning(machine, sequence);
      if (breakpoint !== undefined) return { breakpoint, sequence };
    }
    return undefined;
  }

  private count({ counts }: Tracer): number {
    let sum = 0;
    for (const kind of this.kinds) sum += counts[kind]!;
    return sum;
  }

  /** Which breakpoint an event means; undefined = none that is on. */
  private meaning(machine: LabMachine, sequence: number): Breakpoint | undefined {
    const { ring } = machine.tracer;
    const at = sequence % ring.capacity;
    const kind = ring.kind[at]!;
    const breakpoint = this.on.find((candidate) => KINDS[candidate].includes(kind));
    const value = ring.value[at]!;
    if (kind === EVENT['flush-queue-drained'] && value < machine.config.flushHighWaterMark) return undefined;
    if (kind === EVENT['mapping-torn-down'] && value !== OVER_QUOTA) return undefined;
    if (kind === EVENT['walk-step'] && !isFirstWalk(machine.tracer, sequence)) return undefined;
    return breakpoint;
  }
}
