import { sourceId } from '../bus/addresses.ts';
import { NEVER, PS_PER_NS, type Time } from '../clock/time.ts';
import { priceList } from '../config/cost-model.ts';
import type { Setting } from '../config/identifiers.ts';
import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';
import { Rogue } from '../device/rogue.ts';
import type { RogueTarget, SectionName, TablesName } from '../protocol/commands.ts';
import type { RogueVerdict } from '../protocol/reports.ts';
import type { Metrics, Sections, TablesSection } from '../protocol/snapshot.ts';
import type { Recording } from '../recording/recording.ts';
import type { ReplayPlan } from '../recording/replay-plan.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { tunablesOf } from './guest-software.ts';
import { Instruments } from './instruments.ts';
import type { LabMachine } from './lab-machine.ts';
import { EMULATED, hypervisedBy, unavailableInDirect, unavailableStrategies } from './settings-offered.ts';
import { ReplayMachine } from './replay-machine.ts';
import type { Totals } from './throughput-meter.ts';

/** A machine that replays a recording, with instruments on it. */
export class RecordedMachine implements LabMachine {
  config: MachineConfig;
  private readonly replay: ReplayMachine;
  private readonly instruments: Instruments;
  private readonly name: string;
  private readonly recording: Recording;
  private bytes = 0;

  /** @param name of the recording, for the page. @param plan of its operations, where it has been made already. */
  constructor(config: MachineConfig, name: string, recording: Recording, plan?: ReplayPlan) {
    this.replay = new ReplayMachine(config, recording.operations, 1, plan);
    this.config = { ...this.replay.config };
    this.name = name;
    this.recording = recording;
    const { scheduler, tracer, core, memory, unit, driver, dma, exposure, guest, host, virtual } = this.replay;
    const { devices } = guest;
    this.instruments = new Instruments(
      {
        scheduler,
        tracer,
        core,
        memory,
        unit,
        driver,
        devices,
        rogue: new Rogue(dma, tracer),
        rogueSource: devices[0]?.sourceId ?? sourceId(0, 0x1f, 7),
        totals: () => this.totals(),
        ...(host && virtual && { hypervised: hypervisedBy(host, virtual, config.setting) }),
      },
      exposure,
    );
    tracer.listen(EVENT['dma-completed'], (_iova, bytes) => {
      this.bytes += bytes;
    });
    this.instruments.startMeter(() => this.replay.guest.wakeTime < NEVER);
  }

  get tracer(): Tracer {
    return this.replay.tracer;
  }

  get now(): Time {
    return this.replay.now;
  }

  get nextTime(): Time {
    return this.replay.nextTime;
  }

  runOne(): void {
    this.replay.runOne();
  }

  idleUntil(moment: Time): void {
    this.replay.idleUntil(moment);
  }

  refusal(change: Partial<LiveSettings>): string | undefined {
    return change.strategy === undefined ? undefined : this.unavailableStrategies()[change.strategy];
  }

  takesSetting(setting: Setting): boolean {
    return EMULATED.includes(setting) && EMULATED.includes(this.config.setting);
  }

  unavailableStrategies(): Readonly<Record<string, string>> {
    return this.config.setting === 'direct' ? unavailableInDirect() : unavailableStrategies(this.replay.driver);
  }

  adjust(change: Partial<LiveSettings>): void {
    const before = this.config;
    this.config = { ...before, ...change };
    const { driver, core } = this.replay;
    if (this.config.setting !== before.setting) this.replay.virtual?.setMode(this.config.setting);
    if (this.config.strategy !== before.strategy) this.replay.switchStrategy(this.config.strategy);
    driver.adjust(tunablesOf(this.config));
    core.setPrices(priceList(this.config.costs, this.config.setting, this.config.strategy));
    this.tracer.emit(EVENT['setting-adjusted'], 0, 0);
    this.instruments.settingChanged();
  }

  rogue(target: RogueTarget): RogueVerdict {
    return this.instruments.attack(target);
  }

  /** A recording has no wire: what its devices moved, at the line rate of the configuration. */
  totals(): Totals {
    const wireBusy = (this.bytes * 8 * PS_PER_NS) / this.config.linkGbps;
    const { guest, vmExits, host } = this.replay;
    const sidecore = host?.sidecore.core;
    const sidecoreBusy = sidecore === undefined ? 0 : sidecore.now - sidecore.idle;
    return { wireBusy, frames: guest.counters.done, vmExits, sidecoreBusy, guests: [wireBusy] };
  }

  metrics(): Metrics {
    return this.instruments.metrics(this.config, this.config.linkGbps);
  }

  section<Name extends SectionName>(name: Name): Sections[Name] | undefined {
    if (name === 'recording') return this.progress() as Sections[Name];
    return this.instruments.section(name);
  }

  allTables(side: TablesName): TablesSection | undefined {
    return this.instruments.allTables(side);
  }

  private progress(): Sections['recording'] {
    const { counters } = this.replay.guest;
    const { summary, report } = this.recording;
    return {
      name: this.name,
      done: counters.done,
      total: counters.total,
      maps: counters.maps,
      unmaps: counters.unmaps,
      assumedMaps: counters.assumedMaps,
      unparsedLines: summary.unparsedLines,
      problems: report.firstUnparsed.map(({ line, reason }) => `line ${line}: ${reason}`),
    };
  }
}
