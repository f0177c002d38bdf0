import { assert } from '../base/assert.ts';
import { CpuCore } from '../clock/cpu-core.ts';
import { Scheduler } from '../clock/scheduler.ts';
import { PS_PER_NS, type Time } from '../clock/time.ts';
import { priceList } from '../config/cost-model.ts';
import { STRATEGIES } from '../config/identifiers.ts';
import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';
import { PARTNER_ROLES } from '../device/link-partner.ts';
import type { IommuDriver } from '../guest/iommu-driver.ts';
import type { RogueTarget, SectionName } from '../protocol/commands.ts';
import type { RogueVerdict } from '../protocol/reports.ts';
import type { Metrics, Sections } from '../protocol/snapshot.ts';
import { EVENT } from '../trace/catalogue.ts';
import { Tracer } from '../trace/tracer.ts';
import { ExposureMeter } from './exposure-meter.ts';
import { bootGuest, tunablesOf, type GuestSoftware } from './guest-software.ts';
import { buildHardware, dmaTimings, NIC_SOURCE, NVME_CAPACITY_GBPS, type Hardware } from './hardware.ts';
import { Instruments, isCachedWithoutUse } from './instruments.ts';
import type { LabMachine } from './lab-machine.ts';
import type { Totals } from './throughput-meter.ts';

/**
 * One whole machine with a modelled workload: hardware, guest, instruments, and the loop that lets whatever is due next
 * happen. Deterministic: the configuration, its seed and the calls made, with their times, decide everything.
 */
export class Machine implements LabMachine {
  config: MachineConfig;
  readonly scheduler = new Scheduler();
  readonly tracer = new Tracer(this.scheduler);
  readonly core: CpuCore;
  readonly hardware: Hardware;
  readonly guest: GuestSoftware;
  readonly instruments: Instruments;

  constructor(config: MachineConfig) {
    assert(config.setting === 'bare-metal', 'a setting that is emulated');
    this.config = config;
    const { scheduler, tracer } = this;
    this.core = new CpuCore('guest', scheduler, priceList(config.costs, config.strategy));
    this.hardware = buildHardware(config, scheduler, tracer, {
      message: (address, data) => this.guest.os.message(address, data),
    });
    const { unit, memory, nic, nvme, rogue } = this.hardware;
    const exposure = new ExposureMeter(
      tracer,
      scheduler,
      (domain, page) => isCachedWithoutUse(unit, this.guest.driver, this.guest.devices, domain, page),
      (source) => this.guest.devices.find((device) => device.sourceId === source)?.domainId ?? 0,
    );
    const { core } = this;
    this.guest = bootGuest(config, { core, clock: scheduler, memory, iommu: unit, nic, nvme, tracer });
    const { driver, devices } = this.guest;
    const totals = (): Totals => this.totals();
    const rogueSource = NIC_SOURCE;
    const machine = { scheduler, tracer, core, memory, unit, driver, devices, rogue, rogueSource, totals };
    this.instruments = new Instruments(machine, exposure);
    this.instruments.startMeter(() => true);
    this.startWorkload();
  }

  get now(): Time {
    return this.scheduler.now;
  }

  get nextTime(): Time {
    const device = this.scheduler.nextTime;
    const wake = this.guest.os.wakeTime;
    return wake < device ? wake : device;
  }

  runOne(): void {
    if (this.scheduler.nextTime <= this.guest.os.wakeTime) this.scheduler.runNext();
    else this.guest.os.runTask();
  }

  idleUntil(moment: Time): void {
    this.scheduler.runUntil(moment);
  }

  refusal(change: Partial<LiveSettings>): string | undefined {
    return change.strategy === undefined ? undefined : this.guest.driver.strategyUnavailable(change.strategy);
  }

  unavailableStrategies(): Readonly<Record<string, string>> {
    return unavailableStrategies(this.guest.driver);
  }

  adjust(change: Partial<LiveSettings>): void {
    const before = this.config;
    const now = { ...before, ...change };
    this.config = now;
    const { driver, pool } = this.guest;
    const { nic, nvme, outbound, inbound } = this.hardware;
    if (now.strategy !== before.strategy) this.switchStrategy();
    driver.adjust(tunablesOf(now));
    pool.coldRate = now.coldPartsPerMillion;
    if (now.linkGbps !== before.linkGbps) {
      outbound.setRate(now.linkGbps);
      inbound.setRate(now.linkGbps);
    }
    this.core.setPrices(priceList(now.costs, now.strategy));
    for (const device of [nic, nvme]) device.dma.setTimings(dmaTimings(now.costs));
    if (now.workload !== before.workload) this.startWorkload();
    this.tracer.emit(EVENT['setting-adjusted'], 0, 0);
    this.instruments.settingChanged();
  }

  rogue(target: RogueTarget): RogueVerdict {
    return this.instruments.attacks.attempt(target);
  }

  totals(): Totals {
    const { outbound, inbound, nvme } = this.hardware;
    if (this.isStorage) {
      // The time the device would have needed at its full rate.
      return { wireBusy: (nvme.bytes * 8 * PS_PER_NS) / NVME_CAPACITY_GBPS, frames: nvme.completed };
    }
    const { now } = this;
    const sent = outbound.busyTime(now);
    const received = inbound.busyTime(now) - inbound.lostTime;
    return { wireBusy: Math.max(sent, received), frames: Math.max(outbound.frames, inbound.frames) };
  }

  metrics(): Metrics {
    return this.instruments.metrics(this.config, this.isStorage ? NVME_CAPACITY_GBPS : this.config.linkGbps);
  }

  section<Name extends SectionName>(name: Name): Sections[Name] | undefined {
    return this.instruments.section(name);
  }

  /** Stops the workload, so that everything in flight drains. */
  stopWorkload(): void {
    this.guest.os.setWorkload(undefined);
  }

  private get isStorage(): boolean {
    return this.config.workload === 'nvme-random' || this.config.workload === 'nvme-sequential';
  }

  private startWorkload(): void {
    const { workload } = this.config;
    this.hardware.partner.setRole(PARTNER_ROLES[workload]);
    this.guest.os.setWorkload(this.guest.workloads[workload]);
  }

  /** Addresses change their meaning to and from pass-through, so the device drivers go down and come up around it. */
  private switchStrategy(): void {
    const { driver, net, nvme, os } = this.guest;
    const { strategy } = this.config;
    const isRemapped = (strategy === 'passthrough') !== (driver.strategy === 'passthrough');
    if (isRemapped) {
      os.setWorkload(undefined);
      net.close();
      nvme.close();
    }
    driver.switchStrategy(strategy);
    if (isRemapped) {
      net.open();
      nvme.open();
      this.startWorkload();
    }
  }
}

/** Strategies that a driver cannot offer here, with the reason. */
export function unavailableStrategies(driver: IommuDriver): Readonly<Record<string, string>> {
  const reasons = STRATEGIES.map((strategy) => [strategy, driver.strategyUnavailable(strategy)] as const);
  return Object.fromEntries(reasons.filter((row): row is [(typeof row)[0], string] => row[1] !== undefined));
}
