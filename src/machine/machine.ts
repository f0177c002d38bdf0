import type { CpuCore } from '../clock/cpu-core.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import type { Time } from '../clock/time.ts';
import { priceList } from '../config/cost-model.ts';
import type { Setting } from '../config/identifiers.ts';
import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';
import type { RogueTarget, SectionName, TablesName } from '../protocol/commands.ts';
import type { RogueVerdict } from '../protocol/reports.ts';
import type { Metrics, Sections, TablesSection } from '../protocol/snapshot.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { GuestSoftware } from './guest-software.ts';
import { GuestWorld } from './guest-world.ts';
import { NIC_SOURCE, NVME_CAPACITY_GBPS, type Hardware } from './hardware.ts';
import { HostSide } from './host-side.ts';
import { Instruments } from './instruments.ts';
import type { LabMachine } from './lab-machine.ts';
import { EMULATED, hypervisedBy, unavailableInDirect, unavailableStrategies } from './settings-offered.ts';
import type { Totals } from './throughput-meter.ts';

/**
 * One whole machine with a modelled workload: one OS on bare metal, or up to eight guests of a hypervisor, and the loop
 * that lets whatever is due next happen. What is shown and traced is the first guest. Deterministic: the configuration,
 * its seed and the calls made, with their times, decide everything.
 */
export class Machine implements LabMachine {
  config: MachineConfig;
  /** What the guests share; undefined on bare metal. */
  readonly host: HostSide | undefined;
  readonly worlds: readonly GuestWorld[];
  readonly instruments: Instruments;
  private readonly first: GuestWorld;

  /** In the setting `direct` the guest has no IOMMU, so its strategy is `passthrough`, whatever `config` says. */
  constructor(config: MachineConfig) {
    const isDirect = config.setting === 'direct';
    this.config = isDirect ? { ...config, strategy: 'passthrough' } : config;
    const guests = config.setting === 'bare-metal' ? 1 : config.guests;
    const guestBytes = config.guestMemoryMiB * 1024 * 1024;
    this.host =
      config.setting === 'bare-metal' ? undefined : new HostSide(guests, guestBytes, config.costs, config.strategy);
    const { host } = this;
    this.first = new GuestWorld(this.config, host, 0);
    const others = Array.from({ length: guests - 1 }, (_, index) => new GuestWorld(this.config, host, index + 1));
    this.worlds = [this.first, ...others];
    this.instruments = this.instrument();
    this.instruments.startMeter(() => true);
  }

  get scheduler(): Scheduler {
    return this.first.scheduler;
  }

  get tracer(): Tracer {
    return this.first.tracer;
  }

  get core(): CpuCore {
    return this.first.core;
  }

  get hardware(): Hardware {
    return this.first.hardware;
  }

  get guest(): GuestSoftware {
    return this.first.guest;
  }

  get now(): Time {
    return this.first.scheduler.now;
  }

  get nextTime(): Time {
    return this.worlds.length === 1 ? this.first.nextTime : this.next().nextTime;
  }

  runOne(): void {
    if (this.worlds.length === 1) this.first.runOne();
    else this.next().runOne();
  }

  idleUntil(moment: Time): void {
    for (const { scheduler } of this.worlds) scheduler.runUntil(moment);
  }

  refusal({ strategy, setting }: Partial<LiveSettings>): string | undefined {
    if (setting !== undefined && setting !== this.config.setting && !this.takesSetting(setting)) {
      return `a machine in the setting ${this.config.setting} cannot become ${setting} while it runs: it must start anew`;
    }
    return strategy === undefined ? undefined : this.unavailableStrategies()[strategy];
  }

  takesSetting(setting: Setting): boolean {
    return EMULATED.includes(setting) && EMULATED.includes(this.config.setting);
  }

  unavailableStrategies(): Readonly<Record<string, string>> {
    return this.config.setting === 'direct' ? unavailableInDirect() : unavailableStrategies(this.guest.driver);
  }

  adjust(change: Partial<LiveSettings>): void {
    const before = this.config;
    const now = { ...before, ...change };
    this.config = now;
    this.host?.sidecore.core.setPrices(priceList(now.costs, 'sidecore', now.strategy));
    for (const world of this.worlds) world.adjust(now);
    if (now.setting !== before.setting) this.tracer.emit(EVENT['setting-switched'], 0, EMULATED.indexOf(now.setting));
    this.tracer.emit(EVENT['setting-adjusted'], 0, 0);
    this.instruments.settingChanged();
  }

  rogue(target: RogueTarget): RogueVerdict {
    return this.instruments.attack(target);
  }

  totals(): Totals {
    const { first, host } = this;
    const core = host?.sidecore.core;
    return {
      wireBusy: first.wireBusy,
      frames: first.frames,
      vmExits: first.virtual?.samecore.vmExits ?? 0,
      sidecoreBusy: core === undefined ? 0 : core.now - core.idle,
      guests: this.worlds.map((world) => world.wireBusy),
    };
  }

  metrics(): Metrics {
    return this.instruments.metrics(this.config, this.first.isStorage ? NVME_CAPACITY_GBPS : this.config.linkGbps);
  }

  section<Name extends SectionName>(name: Name): Sections[Name] | undefined {
    return this.instruments.section(name);
  }

  allTables(side: TablesName): TablesSection | undefined {
    return this.instruments.allTables(side);
  }

  /** Stops the workload of every guest, so that everything in flight drains. */
  stopWorkload(): void {
    for (const { guest } of this.worlds) guest.os.setWorkload(undefined);
  }

  /** The guest whose next act is due first; of several the lowest. */
  private next(): GuestWorld {
    let chosen = this.first;
    let earliest = chosen.nextTime;
    for (const world of this.worlds) {
      const { nextTime } = world;
      if (nextTime < earliest) {
        chosen = world;
        earliest = nextTime;
      }
    }
    return chosen;
  }

  private instrument(): Instruments {
    const { host } = this;
    const { virtual } = this.first;
    const { scheduler, tracer, core, hardware, guest, memory, exposure } = this.first;
    const { driver, devices } = guest;
    const { unit, rogue } = hardware;
    const hypervised = host && virtual && hypervisedBy(host, virtual, this.config.setting);
    const observed = { scheduler, tracer, core, memory, unit, driver, devices, rogue, rogueSource: NIC_SOURCE };
    const totals = (): Totals => this.totals();
    return new Instruments({ ...observed, totals, ...(hypervised && { hypervised }) }, exposure);
  }
}
