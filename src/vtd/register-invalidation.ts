import { andNot, extract, insert, joinHalves } from '../base/bits.ts';
import { ScheduledTask } from '../clock/scheduler.ts';
import { after, type Time } from '../clock/time.ts';
import { contextRequested, iotlbRequested } from '../spec/invalidation.ts';
import { CCMD_ICC_HIGH, IOTLB_IVT_HIGH } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { InvalidationTarget } from './invalidate.ts';
import type { RegisterFile } from './register-file.ts';
import type { RequestsInFlight, UnitTiming } from './timing.ts';

const CCMD = OFFSET.CCMD;
const IVA = OFFSET.IVA;
const IOTLB = OFFSET.IOTLB;

/** What register-based invalidation works with. */
export interface RegisterInvalidationParts {
  readonly registers: RegisterFile;
  readonly target: InvalidationTarget;
  readonly inFlight: RequestsInFlight;
  readonly tracer: Tracer;
  readonly timing: UnitTiming | undefined;
}

/**
 * Invalidation by the registers CCMD (context cache) and IVA + IOTLB (section 6.5.1).
 *
 * With a timing a command has two moments: first the caches are dropped; then, once every request that was translated
 * before that has drained, ICC or IVT reads 0 again. Requests translated in between see the tables as they are now, so
 * they hold nothing up. Until the end the registers of the command ignore writes.
 */
export class RegisterInvalidation {
  private readonly registers: RegisterFile;
  private readonly target: InvalidationTarget;
  private readonly tracer: Tracer;
  private readonly context: Command;
  private readonly iotlb: Command;

  constructor(parts: RegisterInvalidationParts) {
    this.registers = parts.registers;
    this.target = parts.target;
    this.tracer = parts.tracer;
    this.context = new Command('context-cache invalidation', [CCMD], this.dropContext, this.endContext, parts);
    this.iotlb = new Command('IOTLB invalidation', [IVA, IOTLB], this.dropIotlb, this.endIotlb, parts);
  }

  /** Software wrote the high half of CCMD. */
  contextCommandWritten(): void {
    if (this.registers.has(CCMD + 4, CCMD_ICC_HIGH)) this.context.start();
  }

  /** Software wrote the high half of IOTLB. */
  iotlbCommandWritten(): void {
    if (this.registers.has(IOTLB + 4, IOTLB_IVT_HIGH)) this.iotlb.start();
  }

  /** The target has carried out what it was asked for. */
  resume(): void {
    this.context.resume();
    this.iotlb.resume();
  }

  private readonly dropContext = (): void => {
    const low = this.registers.get(CCMD);
    const high = this.registers.get(CCMD + 4);
    const performed = this.target.invalidateContext(
      contextRequested(high),
      extract(low, 15, 0),
      extract(low, 31, 16),
      extract(high, 1, 0),
    );
    this.registers.set(CCMD + 4, insert(high, 28, 27, performed));
  };

  private readonly endContext = (): void => this.registers.clearBits(CCMD + 4, CCMD_ICC_HIGH);

  private readonly dropIotlb = (): void => {
    const high = this.registers.get(IOTLB + 4);
    const performed = this.target.invalidateIotlb(
      iotlbRequested(high),
      this.domainId(),
      this.address(),
      extract(this.registers.get(IVA), 5, 0),
    );
    this.registers.set(IOTLB + 4, insert(high, 26, 25, performed));
  };

  private readonly endIotlb = (): void => {
    this.registers.clearBits(IOTLB + 4, IOTLB_IVT_HIGH);
    const granularity = iotlbRequested(this.registers.get(IOTLB + 4));
    this.tracer.emit(EVENT['invalidation-completed'], this.address(), granularity, this.domainId());
  };

  private domainId(): number {
    return extract(this.registers.get(IOTLB + 4), 15, 0);
  }

  private address(): number {
    return joinHalves(this.registers.get(IVA + 4), andNot(this.registers.get(IVA), 0xfff));
  }
}

/** One of the two commands, on its way. */
class Command {
  private readonly registers: RegisterFile;
  private readonly operands: readonly number[];
  private readonly drop: () => void;
  private readonly end: () => void;
  private readonly timing: UnitTiming | undefined;
  private readonly inFlight: RequestsInFlight;
  private readonly task: ScheduledTask;
  private readonly target: InvalidationTarget;
  private isDraining = false;
  private isSuspended = false;

  constructor(
    name: string,
    operands: readonly number[],
    drop: () => void,
    end: () => void,
    parts: RegisterInvalidationParts,
  ) {
    this.operands = operands;
    this.drop = drop;
    this.end = end;
    this.registers = parts.registers;
    this.target = parts.target;
    this.timing = parts.timing;
    this.inFlight = parts.inFlight;
    this.task = new ScheduledTask(name, (now) => this.proceed(now));
  }

  start(): void {
    if (this.timing === undefined) {
      this.drop();
      this.isSuspended = this.target.isWorking === true;
      if (this.isSuspended) this.lock(true);
      else this.end();
      return;
    }
    this.lock(true);
    const { scheduler, registerInvalidation } = this.timing;
    scheduler.schedule(this.task, after(scheduler.now, registerInvalidation));
  }

  resume(): void {
    if (!this.isSuspended) return;
    this.isSuspended = false;
    this.lock(false);
    this.end();
  }

  private proceed(now: Time): void {
    if (!this.isDraining) {
      this.drop();
      this.isDraining = this.inFlight.until > now;
      if (this.isDraining) {
        this.timing?.scheduler.schedule(this.task, this.inFlight.until);
        return;
      }
    }
    this.isDraining = false;
    this.lock(false);
    this.end();
  }

  private lock(isLocked: boolean): void {
    for (const offset of this.operands) this.registers.lock64(offset, isLocked);
  }
}
