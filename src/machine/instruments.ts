import type { SourceId } from '../bus/addresses.ts';
import type { MemoryPort } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ScheduledTask, type Scheduler } from '../clock/scheduler.ts';
import { after, duration } from '../clock/time.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import type { Rogue } from '../device/rogue.ts';
import type { AttachedDevice, IommuDriver } from '../guest/iommu-driver.ts';
import type { RogueTarget, SectionName, TablesName } from '../protocol/commands.ts';
import type { RogueVerdict } from '../protocol/reports.ts';
import type { Metrics, Sections, TablesSection } from '../protocol/snapshot.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { RemappingUnit } from '../vtd/remapping-unit.ts';
import type { ExposureMeter } from './exposure-meter.ts';
import { machineMetrics } from './metrics.ts';
import { RogueAttacks } from './rogue-attacks.ts';
import { Snapshotter, type Hypervised } from './snapshotter.ts';
import { SAMPLE_SPAN, ThroughputMeter, type Totals } from './throughput-meter.ts';

/** A machine as its instruments see it. */
export interface Instrumented {
  readonly scheduler: Scheduler;
  readonly tracer: Tracer;
  readonly core: CpuCore;
  readonly memory: MemoryPort;
  readonly unit: RemappingUnit;
  readonly driver: IommuDriver;
  readonly devices: readonly AttachedDevice[];
  readonly rogue: Rogue;
  /** Whose source-id the rogue device borrows. */
  readonly rogueSource: SourceId;
  /** The hypervisor's side, when there is one; `memory` is the guest's then. */
  readonly hypervised?: Hypervised;
  /** What the machine has done so far. */
  readonly totals: () => Totals;
}

/** The instruments on a machine: they read it, or hear its events, and never change its course. */
export class Instruments {
  readonly exposure: ExposureMeter;
  readonly attacks: RogueAttacks;
  private readonly meter: ThroughputMeter;
  private readonly snapshotter: Snapshotter;
  private readonly machine: Instrumented;

  /** @param exposure made before the guest was booted, so that it has heard everything. */
  constructor(machine: Instrumented, exposure: ExposureMeter) {
    const { scheduler, tracer, memory, unit, driver, devices } = machine;
    this.machine = machine;
    this.exposure = exposure;
    const domainOf = (source: number): number => devices.find((device) => device.sourceId === source)?.domainId ?? 0;
    const isMapped = (domain: number, page: number): boolean =>
      devices.some((device) => device.domainId === domain && device.domain.table.lookup(page) >= 0);
    const { hypervised } = machine;
    const observed = { tracer, memory, unit, driver, exposure, domainOf, isMapped, hypervised };
    this.snapshotter = new Snapshotter(observed);
    this.attacks = new RogueAttacks(observed, machine.rogue, machine.rogueSource, scheduler);
    this.meter = new ThroughputMeter(machine.core, machine.totals().guests.length);
  }

  /** Samples the counters from now on, as long as `alive` says so. */
  startMeter(alive: () => boolean): void {
    const { scheduler, totals } = this.machine;
    const task: ScheduledTask = new ScheduledTask('meter', (now) => {
      this.meter.sample(now, totals());
      if (alive()) scheduler.schedule(task, after(now, duration(SAMPLE_SPAN)));
    });
    scheduler.schedule(task, scheduler.now);
  }

  /** A setting was changed: averages begin anew. */
  settingChanged(): void {
    this.meter.startAnew(this.machine.scheduler.now, this.machine.totals());
  }

  /** @param capacityGbps most that the wire or the storage device can carry. */
  metrics(config: MachineConfig, capacityGbps: number): Metrics {
    const { scheduler, tracer, driver, totals } = this.machine;
    const sofar = totals();
    return machineMetrics(config, tracer, driver.counters, {
      rates: this.meter.rates(scheduler.now, sofar),
      capacityGbps,
      frames: sofar.frames,
      history: this.meter.history(),
      vmExits: sofar.vmExits,
      pinnedPages: this.machine.hypervised?.virtual.pins.pinned ?? 0,
    });
  }

  section<Name extends SectionName>(name: Name): Sections[Name] | undefined {
    return this.watching(() => this.snapshotter.section(name));
  }

  /** Every table of a side, however many a report holds; undefined when the machine has nothing of the kind. */
  allTables(side: TablesName): TablesSection | undefined {
    return this.watching(() => this.snapshotter.allTables(side));
  }

  /** Makes the rogue device do one DMA. */
  attack(target: RogueTarget): RogueVerdict {
    return this.watching(() => this.attacks.attempt(target));
  }

  /** Whoever only looks brings no page of the guest back. */
  private watching<Result>(look: () => Result): Result {
    const memory = this.machine.hypervised?.virtual.memory;
    if (memory === undefined) return look();
    memory.isObserved = true;
    const result = look();
    memory.isObserved = false;
    return result;
  }
}
