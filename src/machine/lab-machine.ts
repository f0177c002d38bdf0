import type { Time } from '../clock/time.ts';
import type { Setting } from '../config/identifiers.ts';
import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';
import type { RogueTarget, SectionName, TablesName } from '../protocol/commands.ts';
import type { RogueVerdict } from '../protocol/reports.ts';
import type { Metrics, Sections, TablesSection } from '../protocol/snapshot.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Totals } from './throughput-meter.ts';

/** Acts after which stepping gives up: nothing of the kind will happen. */
const MOST_ACTS = 1_000_000;

/** What the page's emulator drives: a machine with a modelled workload, or one that replays a recording. */
export interface LabMachine {
  readonly config: MachineConfig;
  readonly tracer: Tracer;
  /** Simulated time, ps. */
  readonly now: Time;
  /** When the next act is due; `NEVER` when nothing is left to happen. */
  readonly nextTime: Time;
  /** Lets the next act happen: what a device or timer does, or one task of the guest. Devices go first at the same time. */
  runOne(): void;
  /** Lets the clock stand at `moment`; nothing may be due before. */
  idleUntil(moment: Time): void;
  /** Why a change cannot be made now; undefined when it can. */
  refusal(change: Partial<LiveSettings>): string | undefined;
  /** Whether it can change to a setting while it runs, without losing a mapping; otherwise it must start anew. */
  takesSetting(setting: Setting): boolean;
  /** Strategies that cannot be chosen on this machine, with the reason. */
  unavailableStrategies(): Readonly<Record<string, string>>;
  /** Changes settings while the machine runs. */
  adjust(change: Partial<LiveSettings>): void;
  /** Makes the rogue device do one DMA. */
  rogue(target: RogueTarget): RogueVerdict;
  totals(): Totals;
  metrics(): Metrics;
  section<Name extends SectionName>(name: Name): Sections[Name] | undefined;
  /** Every table of a side, however many a report holds; undefined when the machine has nothing of the kind. */
  allTables(side: TablesName): TablesSection | undefined;
}

/** Runs everything due up to `until`; the guest's last task may end a little later. */
export function runUntil(machine: LabMachine, until: Time): void {
  while (machine.nextTime <= until) machine.runOne();
  machine.idleUntil(until);
}

/** Runs to the end of the act in which the guest next maps or unmaps. */
export function runOperation(machine: LabMachine): void {
  const { counts } = machine.tracer;
  const done = (): number => counts[EVENT['iova-mapped']]! + counts[EVENT['iova-unmapped']]!;
  const before = done();
  runWhile(machine, () => done() === before);
}

/** Runs until the next frame has left or arrived, or the next block request or recorded operation is complete. */
export function runFrame(machine: LabMachine): void {
  const before = machine.totals().frames;
  runWhile(machine, () => machine.totals().frames === before);
}

function runWhile(machine: LabMachine, condition: () => boolean): void {
  for (let acts = 0; acts < MOST_ACTS && condition() && machine.nextTime < Number.MAX_SAFE_INTEGER; acts++) {
    machine.runOne();
  }
}
