import { assert } from '../base/assert.ts';
import type { MmioPort, Word64 } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ScheduledTask, type Scheduler } from '../clock/scheduler.ts';
import { after, between, duration, later, NEVER, type Time } from '../clock/time.ts';
import { ACT } from '../config/acts.ts';
import { OFFSET } from '../spec/registers.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Conductor, Emulation } from './emulation.ts';
import { writesOf, type PhysicalCommand, type PhysicalUnit } from './physical-unit.ts';
import type { PinnedPages } from './pinned-pages.ts';
import type { ShadowWork } from './shadow-work.ts';
import type { Sidecore } from './sidecore.ts';

/** Registers whose writing asks for something. The others are memory that is read when needed. */
const COMMANDS: ReadonlySet<number> = new Set([
  OFFSET.GCMD,
  OFFSET.CCMD + 4,
  OFFSET.IOTLB + 4,
  OFFSET.IQT,
  OFFSET.FSTS,
  OFFSET.FECTL,
  OFFSET.IECTL,
  OFFSET.ICS,
  OFFSET.FRCD + 12,
]);
/** Polls of the physical unit that an invalidation usually takes: how long the sidecore counts as busy in advance. */
const USUAL_POLLS = 7;

interface Store {
  readonly offset: number;
  readonly low: number;
  /** Undefined for a 32-bit store. */
  readonly high: number | undefined;
}

/** What the sidecore does next for this guest. */
type Stage = 'idle' | 'pick-up' | 'perform' | 'issue' | 'poll' | 'report';

/** What a port is wired to. */
export interface SidecorePortParts {
  readonly scheduler: Scheduler;
  /** The guest's core, which waits. */
  readonly guest: CpuCore;
  readonly sidecore: Sidecore;
  readonly emulation: Emulation;
  readonly physical: PhysicalUnit;
  readonly pins: PinnedPages;
  readonly tracer: Tracer;
}

/**
 * The register page of one guest as plain shared memory that a sidecore polls: the guest stores and never leaves; the
 * sidecore finds what was stored, emulates, and writes the answer. A guest that reads before that waits, with its core.
 *
 * The sidecore's software is a row of scheduled tasks, one for each point where time must pass. A real sidecore sees
 * values, not stores, so that bits which a store of 1 clears need a trick; here it sees every store.
 */
export class SidecorePort implements MmioPort, Conductor {
  private readonly parts: SidecorePortParts;
  private readonly stores: Store[] = [];
  private readonly task = new ScheduledTask('sidecore', (now) => this.proceed(now));
  private stage: Stage = 'idle';
  private work: ShadowWork | undefined = undefined;
  /** Commands of the work that were carried out, and the one that is. */
  private done = 0;
  private command: PhysicalCommand | undefined = undefined;

  constructor(parts: SidecorePortParts) {
    this.parts = parts;
  }

  get core(): CpuCore {
    return this.parts.sidecore.core;
  }

  get isWorking(): boolean {
    return this.work !== undefined;
  }

  /** Whether the sidecore has served everything that this guest stored. */
  get isIdle(): boolean {
    return this.stage === 'idle';
  }

  read32(offset: number): number {
    this.settle();
    return this.parts.emulation.read32(offset);
  }

  read64(offset: number, into: Word64): void {
    this.settle();
    this.parts.emulation.read64(offset, into);
  }

  write32(offset: number, value: number): void {
    if (COMMANDS.has(offset)) this.store({ offset, low: value, high: undefined });
    else this.parts.emulation.write32(offset, value);
  }

  write64(offset: number, low: number, high: number): void {
    if (COMMANDS.has(offset) || COMMANDS.has(offset + 4)) this.store({ offset, low, high });
    else this.parts.emulation.write64(offset, low, high);
  }

  /** Lets the guest's core wait until the sidecore has served what it stored; then the line with the answer comes over. */
  settle(): void {
    const { guest, scheduler } = this.parts;
    if (this.isIdle) return;
    while (!this.isIdle) {
      assert(scheduler.nextTime < NEVER, 'a sidecore that goes on');
      guest.chargeFor(ACT['register-read'], between(guest.now, later(scheduler.nextTime, guest.now)));
    }
    guest.chargeFor(ACT['register-read'], guest.priceOf(ACT['line-transfer']));
  }

  /** The shadow has changed: what is left to do takes time. */
  complete(work: ShadowWork): void {
    this.work = work;
    this.done = 0;
    const { core } = this;
    const physical = work.commands.length;
    const span =
      physical * (2 * core.priceOf(ACT['physical-write']) + USUAL_POLLS * core.priceOf(ACT['physical-read']));
    const rest = work.unpins * core.priceOf(ACT.unpin) + core.priceOf(ACT['line-transfer']);
    this.parts.sidecore.reserve(after(core.now, duration(span + rest)));
    this.nextCommand();
  }

  private store(store: Store): void {
    this.stores.push(store);
    if (this.stage !== 'idle') return;
    const { scheduler, sidecore } = this.parts;
    this.enter('pick-up', sidecore.pickUpTime(scheduler.now));
  }

  private enter(stage: Stage, at: Time): void {
    this.stage = stage;
    this.parts.scheduler.schedule(this.task, at);
  }

  private proceed(now: Time): void {
    this.parts.emulation.payer = this.core;
    this.proceedWith(now);
    this.parts.emulation.payer = undefined;
  }

  private proceedWith(now: Time): void {
    switch (this.stage) {
      case 'pick-up':
        this.pickUp(now);
        break;
      case 'perform':
        this.perform();
        break;
      case 'issue':
        this.parts.physical.begin(this.command!);
        this.poll();
        break;
      case 'poll':
        if (this.parts.physical.isDone(this.command!)) this.nextCommand();
        else this.poll();
        break;
      case 'report':
        this.report();
        break;
      case 'idle':
        break;
    }
  }

  /** The line with the registers comes over and is decoded. Another guest may have been first. */
  private pickUp(now: Time): void {
    const { sidecore, tracer } = this.parts;
    if (sidecore.freeAt > now) {
      this.enter('pick-up', sidecore.freeAt);
      return;
    }
    const { core } = sidecore;
    core.idleUntil(now);
    core.charge(ACT['line-transfer']);
    core.charge(ACT['sidecore-decode']);
    tracer.emit(EVENT['sidecore-polled'], 0, this.stores[0]!.offset);
    this.enter('perform', core.now);
  }

  private perform(): void {
    const { sidecore, emulation } = this.parts;
    const { offset, low, high } = this.stores.shift()!;
    sidecore.served += 1;
    if (high === undefined) emulation.write32(offset, low);
    else emulation.write64(offset, low, high);
    if (!this.isWorking) this.next();
  }

  /** On to the next command for the physical unit; after the last, unpins and writes the answer. */
  private nextCommand(): void {
    const { core, work } = this;
    if (work === undefined) return;
    this.command = work.commands[this.done];
    this.done += 1;
    if (this.command !== undefined) {
      core.chargeTimes(ACT['physical-write'], writesOf(this.command));
      this.enter('issue', core.now);
      return;
    }
    if (work.unpins > 0) core.chargeTimes(ACT.unpin, work.unpins);
    core.charge(ACT['line-transfer']);
    this.enter('report', core.now);
  }

  private poll(): void {
    this.core.charge(ACT['physical-read']);
    this.enter('poll', this.core.now);
  }

  private report(): void {
    this.work?.finish(this.parts.pins);
    this.work = undefined;
    // The next descriptor of a queue may be more work.
    this.parts.emulation.resume();
    if (!this.isWorking) this.next();
  }

  /** One command is served: on to the next of this guest, or to others. */
  private next(): void {
    if (this.stores.length === 0) {
      this.stage = 'idle';
      return;
    }
    const { core } = this;
    core.charge(ACT['sidecore-decode']);
    this.enter('perform', core.now);
  }
}
