import { memoryError } from '../config/limits.ts';
import { DEFAULT_CONFIG, type LiveSettings, type MachineConfig } from '../config/machine-config.ts';
import { REPLAY_CONFIG } from '../config/replay-config.ts';
import type { LabMachine } from '../machine/lab-machine.ts';
import { Machine } from '../machine/machine.ts';
import type { LoggedCommand } from '../protocol/run-moment.ts';
import type { Recording } from '../recording/recording.ts';
import type { ReplayPlan } from '../recording/replay-plan.ts';
import type { HostEnvironment } from './environment.ts';
import { History } from './history.ts';
import { impossibility } from './impossible.ts';
import { Timeline } from './timeline.ts';

/** What a recording is replayed on: the recorded kernel's invalidation interface, tables and flush rules. */
const REPLAY_SHAPE = {
  workload: REPLAY_CONFIG.workload,
  invalidation: REPLAY_CONFIG.invalidation,
  addressWidth: REPLAY_CONFIG.addressWidth,
  flushHighWaterMark: REPLAY_CONFIG.flushHighWaterMark,
  flushScope: REPLAY_CONFIG.flushScope,
};

/** A recording, ready to be replayed any number of times. */
export interface LoadedRecording {
  readonly name: string;
  /** `ByteHash` of the file. */
  readonly hash: string;
  readonly content: Recording;
  readonly plan: ReplayPlan;
  /** A machine that replays it, at its start. */
  readonly machine: (config: MachineConfig) => LabMachine;
}

/** Makes machines after a configuration: modelled ones, and with the recording that was loaded. */
export class MachineMaker {
  private recording: LoadedRecording | undefined = undefined;
  /** The latest configuration without a recording. */
  private modelled: MachineConfig = DEFAULT_CONFIG;
  private readonly environment: HostEnvironment;

  constructor(environment: HostEnvironment) {
    this.environment = environment;
  }

  /** Keeps a recording to be replayed. */
  load(recording: LoadedRecording): void {
    this.recording = recording;
  }

  /** The recording that was loaded last. */
  get loaded(): LoadedRecording | undefined {
    return this.recording;
  }

  /** Why there can be no machine of this configuration; undefined when there can. */
  refusal(config: MachineConfig): string | undefined {
    if (config.workload === 'recording' && this.recording === undefined) return 'no recording has been loaded';
    // Without an IOMMU there is one way to go on, whatever the configuration says.
    return config.setting === 'direct' ? memoryError(config) : this.strategyRefusal(config);
  }

  /** Why a strategy cannot be had with the rest of a configuration; undefined when it can. */
  strategyRefusal(config: MachineConfig): string | undefined {
    const reason = memoryError(config);
    if (reason !== undefined || (config.strategy === 'strict' && config.setting !== 'direct')) return reason;
    // Every unit can do strict: such a machine can be asked about the strategy that is wanted.
    return this.machine({ ...config, strategy: 'strict' }).unavailableStrategies()[config.strategy];
  }

  /** Keeps a configuration to come back to from a recording. */
  remember(config: MachineConfig): void {
    if (config.workload !== 'recording') this.modelled = config;
  }

  /** The configuration for a recording as it was recorded. */
  forRecording(config: MachineConfig): MachineConfig {
    return { ...config, ...REPLAY_SHAPE };
  }

  /**
   * The configuration of the machine that must start anew when a change asks for another kind: to a recording as it was
   * recorded, back to the modelled machine as it was, or with another owner of the IOMMU. Undefined when it can go on.
   */
  otherKind(machine: LabMachine, change: Partial<LiveSettings>): MachineConfig | undefined {
    const { config } = machine;
    const { workload = config.workload, setting = config.setting } = change;
    const isRecording = workload === 'recording';
    if (isRecording === (config.workload === 'recording')) {
      return setting === config.setting || machine.takesSetting(setting) ? undefined : { ...config, ...change };
    }
    const shape = isRecording ? REPLAY_SHAPE : this.modelled;
    return { ...config, ...shape, strategy: config.strategy, ...change };
  }

  /** Why a machine cannot carry out a command, or would have to start anew for it; undefined when it can. */
  commandRefusal(machine: LabMachine, command: LoggedCommand): string | undefined {
    if (command.kind === 'rogue') return undefined;
    const { change } = command;
    const isOther = this.otherKind(machine, change) !== undefined;
    return isOther ? 'the machine would have to start anew' : machine.refusal(change);
  }

  /** A machine at its start, with a history; or why there can be none. @param bytes that its checkpoints may take. */
  attempt(config: MachineConfig, bytes: number): Timeline | string {
    try {
      return this.refusal(config) ?? this.timeline(config, bytes);
    } catch (error) {
      const reason = impossibility(error, config);
      if (reason === undefined) throw error;
      return reason;
    }
  }

  /** A machine at its start. */
  machine(config: MachineConfig): LabMachine {
    const { recording } = this;
    const isReplay = config.workload === 'recording' && recording !== undefined;
    return isReplay ? recording.machine(config) : new Machine(config);
  }

  /**
   * A machine at its start, with a history.
   * @param bytes that its checkpoints may take.
   */
  timeline(config: MachineConfig, bytes: number): Timeline {
    const { recording } = this;
    const constants = recording === undefined ? [] : [recording.content, recording.content.operations, recording.plan];
    return new Timeline(this.machine(config), () => this.environment.wallTime(), new History(bytes, constants));
  }
}
