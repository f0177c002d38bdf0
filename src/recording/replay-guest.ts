import { PAGE_SIZE, type SourceId } from '../bus/addresses.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { NEVER, type Time } from '../clock/time.ts';
import type { Strategy } from '../config/identifiers.ts';
import type { DmaDirection } from '../guest/dma-direction.ts';
import { GuestOs, type TimerClient } from '../guest/guest-os.ts';
import type { AttachedDevice, IommuDriver } from '../guest/iommu-driver.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { RecordedOperation } from './recorded-operation.ts';
import { ReplayClock } from './replay-clock.ts';
import { ReplayCounters } from './replay-counters.ts';
import { MOST_TOUCHED, TOUCH_BYTES, type ReplayDma } from './replay-dma.ts';
import { ReplayMappings } from './replay-mappings.ts';
import { NONE } from './replay-pieces.ts';
import type { ReplayPlan } from './replay-plan.ts';

/** All that a replay can see of the machine. */
export interface ReplayGuestParts {
  readonly core: CpuCore;
  readonly clock: { readonly now: Time };
  /** Started already. */
  readonly driver: IommuDriver;
  readonly dma: ReplayDma;
  readonly tracer: Tracer;
}

/**
 * A guest whose device drivers do what a recorded kernel's did: each recorded mapping call and unmap goes through our IOMMU
 * driver at its recorded moment, or right after the one before when our core is slower. Our allocator chooses the
 * addresses, so what the recording says of an IOVA is translated.
 *
 * A recording has no DMA, so the device touches each page of a mapping once, which is synthetic: what it only writes just
 * before the unmap (data arrives, an interrupt, the unmap), anything else right after the map (doorbell, fetch). Recorded
 * accesses to unmapped addresses are made as they were.
 *
 * To the guest OS the replay is a timer: it is due at the next operation or when the driver is, whichever comes first.
 */
export class ReplayGuest implements TimerClient {
  /** Takes interrupts and does one task at a time, for a machine to drive. */
  readonly os: GuestOs;
  readonly counters = new ReplayCounters();
  /** Every device of the recording. */
  readonly devices: readonly AttachedDevice[];
  /** Text of the latest marker. */
  phase = '';
  /** Line of the operation replayed last, and its recorded time (ns). */
  line = 0;
  recordedTime = 0;
  private readonly parts: ReplayGuestParts;
  private readonly plan: ReplayPlan;
  private readonly clock: ReplayClock;
  private readonly mappings: ReplayMappings;
  private next: RecordedOperation | undefined = undefined;
  private due: Time = NEVER;

  /**
   * Attaches the devices of the recording, each to a domain of its own, and maps what was mapped before it began.
   * @param compression how many times faster than recorded (a whole number): 1 = the recorded clock.
   */
  constructor(plan: ReplayPlan, parts: ReplayGuestParts, compression = 1) {
    this.plan = plan;
    this.parts = parts;
    this.os = new GuestOs(parts.core, parts.clock, this);
    this.clock = new ReplayClock(plan.duration, compression);
    this.devices = plan.devices.map((source) => parts.driver.attach(source));
    const bySource = new Map<SourceId, AttachedDevice>(this.devices.map((device) => [device.sourceId, device]));
    this.mappings = new ReplayMappings(plan, parts.driver, bySource);
    this.counters.total = plan.operations.length;
    for (const piece of plan.assumed) {
      const unmap = plan.operations.at(plan.pieces.endOperation.values[piece]!);
      this.map(piece, unmap);
      this.counters.assumedMaps += plan.pieces.pages.values[piece]!;
    }
  }

  /** Lets the first operation be due now. */
  start(): void {
    this.clock.start(this.parts.core.now);
    this.prepareNext();
  }

  /** How many times faster than recorded it runs. */
  get compression(): number {
    return this.clock.compression;
  }

  /** When the next operation or the driver is due; `NEVER` when all is done and nothing waits in the driver. */
  get nextDeadline(): Time {
    const timer = this.parts.driver.nextDeadline;
    return timer < this.due ? timer : this.due;
  }

  /** Does one thing that is due: what the driver's timer wants, or one operation. */
  visit(now: Time): void {
    const { driver } = this.parts;
    const timer = driver.nextDeadline;
    if (timer <= now && timer <= this.due) driver.visit(now);
    else if (this.due <= now) this.perform(now);
  }

  /** When the guest next wants to run; `NEVER` when all is done. */
  get wakeTime(): Time {
    return this.os.wakeTime;
  }

  /** Waits idly until there is something to do and does one task. @returns `wakeTime` after it. */
  runTask(): Time {
    return this.os.runTask();
  }

  /** Puts another strategy in force; around pass-through, where addresses change their meaning, all is mapped anew. */
  switchStrategy(name: Strategy): void {
    const { driver } = this.parts;
    const isRemapped = (name === 'passthrough') !== (driver.strategy === 'passthrough');
    if (isRemapped) this.mappings.unmapAll(() => driver.switchStrategy(name), true);
    else driver.switchStrategy(name);
  }

  /** Ends the replay where it stands and unmaps everything. */
  stop(): void {
    this.next = undefined;
    this.due = NEVER;
    this.mappings.unmapAll(() => (this.counters.livePages = 0), false);
  }

  private prepareNext(): void {
    const { done, total } = this.counters;
    this.next = done < total ? this.plan.operations.at(done) : undefined;
    this.due = this.next === undefined ? NEVER : this.clock.advanceTo(this.next.time);
  }

  private perform(now: Time): void {
    const { counters, next: operation, due } = this;
    if (operation === undefined) return;
    const index = counters.done;
    if (now > due) {
      counters.late += 1;
      counters.longestDelay = Math.max(counters.longestDelay, now - due);
    }
    this.line = operation.line;
    this.recordedTime = operation.time;
    switch (operation.kind) {
      case 'map':
        this.performMap(index, operation);
        break;
      case 'unmap':
        counters.unmaps += 1;
        for (const piece of this.plan.pieces.endedBy(index)) this.unmap(piece);
        break;
      case 'stale-access':
        this.accessStale(index, operation);
        break;
      case 'marker':
        this.phase = operation.text;
        break;
    }
    counters.done += 1;
    this.prepareNext();
  }

  private performMap(index: number, operation: RecordedOperation): void {
    const { pieces } = this.plan;
    this.counters.maps += 1;
    for (const piece of pieces.endedBy(index)) {
      this.counters.superseded += 1;
      this.unmap(piece);
    }
    for (const piece of pieces.mappedBy(index)) this.map(piece, operation);
  }

  /** @param operation that maps the piece or, for one from before the recording, unmaps it. */
  private map(piece: number, operation: RecordedOperation): void {
    const direction: DmaDirection = operation.direction === 'unknown' ? 'bidirectional' : operation.direction;
    const result = this.mappings.map(piece, direction);
    if (result === 'mapped') {
      this.counters.livePages += this.plan.pieces.pages.values[piece]!;
      if (direction !== 'from-device') this.touch(piece, false);
      return;
    }
    if (result === 'failed') this.counters.failed += 1;
    else this.counters.outOfRange += 1;
    this.parts.tracer.emit(EVENT['input-rejected'], operation.iova, operation.line);
  }

  private unmap(piece: number): void {
    if (this.mappings.directionOf(piece) === 'from-device') this.touch(piece, true);
    if (this.mappings.unmap(piece)) this.counters.livePages -= this.plan.pieces.pages.values[piece]!;
    else this.counters.skippedUnmaps += 1;
  }

  private touch(piece: number, isWrite: boolean): void {
    const { counters } = this;
    const { dma, core } = this.parts;
    this.mappings.forEachPage(piece, MOST_TOUCHED, (source, iova) => {
      counters.touches += 1;
      if (dma.request(source, iova, TOUCH_BYTES, isWrite, core.now) !== 0) counters.blockedTouches += 1;
    });
  }

  private accessStale(index: number, operation: RecordedOperation): void {
    const { counters } = this;
    const { dma, core, tracer } = this.parts;
    const piece = this.plan.pieces.targetOf(index);
    const iova = piece === NONE ? -1 : this.mappings.translate(piece, operation.iova);
    if (iova < 0 || operation.sourceId === undefined) {
      counters.staleUnknown += 1;
      tracer.emit(EVENT['input-rejected'], operation.iova, operation.line);
      return;
    }
    const isWrite = operation.direction === 'from-device';
    const room = PAGE_SIZE - (iova % PAGE_SIZE);
    const reason = dma.request(operation.sourceId, iova, Math.min(operation.size, room), isWrite, core.now);
    if (reason === 0) counters.staleReached += 1;
    else counters.staleBlocked += 1;
  }
}
