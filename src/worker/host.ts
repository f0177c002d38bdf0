import type { MachineConfig } from '../config/machine-config.ts';
import { DEFAULT_CONFIG } from '../config/machine-config.ts';
import { REPLAY_CONFIG } from '../config/replay-config.ts';
import type { LabMachine } from '../machine/lab-machine.ts';
import { Machine } from '../machine/machine.ts';
import { RecordedMachine } from '../machine/recorded-machine.ts';
import type { Command, CommandKind } from '../protocol/commands.ts';
import type { RunState } from '../protocol/reports.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { Recording } from '../recording/recording.ts';
import { commandError } from './command-check.ts';
import type { HostEnvironment } from './environment.ts';
import { EventSteps } from './event-steps.ts';
import { Publisher, type ReportHead } from './publisher.ts';
import { RecordingLoader } from './recording-loader.ts';
import { RunLoop } from './run-loop.ts';
import { stepForward } from './stepping.ts';
import { Timeline } from './timeline.ts';

export type { HostEnvironment } from './environment.ts';

/** What a recording is replayed on: the recorded kernel's invalidation interface, tables and flush rules. */
const { workload, invalidation, addressWidth, flushHighWaterMark, flushScope } = REPLAY_CONFIG;
const REPLAY_SHAPE = { workload, invalidation, addressWidth, flushHighWaterMark, flushScope };

/**
 * One emulator behind the protocol: takes commands, runs a machine at a pace, sends reports. Knows neither workers nor the
 * page, so the same host runs in both and in Node.
 */
export class Host {
  private timeline: Timeline;
  private machines = 1;
  private state: RunState = 'paused';
  private recording: { readonly name: string; readonly content: Recording } | undefined = undefined;
  private broken = false;
  /** The latest configuration without a recording. */
  private modelled: MachineConfig = DEFAULT_CONFIG;
  private readonly environment: HostEnvironment;
  private readonly publisher: Publisher;
  private readonly loop: RunLoop;
  private readonly steps = new EventSteps();
  private readonly loader: RecordingLoader;

  constructor(environment: HostEnvironment) {
    this.environment = environment;
    this.timeline = new Timeline(new Machine(DEFAULT_CONFIG), environment.wallTime);
    this.publisher = new Publisher((report, transfer) => environment.post(report, transfer));
    this.loop = new RunLoop(this.timeline, environment, {
      sliced: () => this.publish(),
      oneEvent: () => this.stepEvent(),
      finished: () => this.finish(),
      stalled: () => this.stalled,
      failed: (error) => this.crash(error),
    });
    this.loader = new RecordingLoader(environment);
    environment.post({ kind: 'ready', protocol: PROTOCOL_VERSION }, []);
  }

  /** Takes a message from the page. Whatever it is, the host lives on; what cannot be done is answered. */
  receive(message: unknown): void {
    const error = commandError(message);
    if (error !== undefined) {
      this.reject((message as Partial<Command> | null)?.kind ?? 'configure', error);
      return;
    }
    try {
      this.perform(message as Command);
    } catch (failure) {
      this.crash(failure);
    }
  }

  /** Stops for good. */
  dispose(): void {
    this.loop.pause();
    this.loader.cancel();
  }

  private get machine(): LabMachine {
    return this.timeline.machine;
  }

  private perform(command: Command): void {
    if (this.broken && command.kind !== 'configure' && command.kind !== 'acknowledge') return;
    switch (command.kind) {
      case 'configure':
        this.configure(command.config);
        break;
      case 'adjust':
        this.adjust(command);
        break;
      case 'run':
        this.state = 'running';
        this.steps.clear();
        this.loop.run(command.pace);
        this.publish();
        break;
      case 'pause':
        this.state = 'paused';
        this.loop.pause();
        this.publish();
        break;
      case 'step':
        this.state = 'paused';
        this.loop.pause();
        this.step(command.unit);
        break;
      case 'watch':
        this.publisher.watch(command.sections);
        this.publish();
        break;
      case 'rogue':
        this.rogue(command);
        break;
      case 'load-recording':
        this.load(command.name, command.bytes);
        break;
      case 'visibility':
        this.loop.setHidden(command.hidden);
        break;
      case 'acknowledge':
        this.publisher.acknowledge(command.report, command.buffer);
        this.afterAcknowledge();
        break;
    }
  }

  private configure(config: MachineConfig): void {
    if (config.workload === 'recording' && this.recording === undefined) {
      this.reject('configure', 'configure: no recording has been loaded');
      return;
    }
    this.broken = false;
    this.restart(config);
  }

  private restart(config: MachineConfig): void {
    const { recording } = this;
    if (config.workload !== 'recording') this.modelled = config;
    const machine =
      config.workload === 'recording' && recording !== undefined
        ? new RecordedMachine(config, recording.name, recording.content)
        : new Machine(config);
    this.timeline = new Timeline(machine, this.environment.wallTime);
    this.machines += 1;
    if (this.state === 'finished') this.state = 'paused';
    this.steps.clear();
    this.publisher.restart();
    this.loop.take(this.timeline);
    if (this.loop.running) this.loop.wake();
    this.publish();
  }

  private adjust(command: Extract<Command, { kind: 'adjust' }>): void {
    const { change } = command;
    const { config } = this.machine;
    const { workload = config.workload, setting = config.setting } = change;
    if ((workload === 'recording') !== (config.workload === 'recording')) {
      // Another kind of machine: to a recording as it was recorded, back to the modelled machine as it was.
      const shape = workload === 'recording' ? REPLAY_SHAPE : this.modelled;
      this.configure({ ...config, ...shape, strategy: config.strategy, ...change });
      return;
    }
    if (setting !== config.setting && !this.machine.takesSetting(setting)) {
      // Another owner of the IOMMU: the machine starts anew, in sight of everybody.
      this.configure({ ...config, ...change });
      return;
    }
    const refusal = this.machine.refusal(change);
    if (refusal !== undefined) {
      this.reject('adjust', refusal);
      return;
    }
    this.steps.clear();
    this.timeline.perform(command);
    this.publish();
  }

  private rogue(command: Extract<Command, { kind: 'rogue' }>): void {
    this.steps.clear();
    const verdict = this.timeline.perform(command);
    if (verdict !== undefined) this.environment.post({ kind: 'rogue-verdict', verdict }, []);
    this.publish();
  }

  private load(name: string, bytes: ArrayBuffer): void {
    this.loader.load(name, bytes, {
      progress: (done) =>
        this.environment.post({ kind: 'recording-progress', name, bytes: done, total: bytes.byteLength }, []),
      loaded: (content) => {
        this.recording = { name, content };
        const { operations, summary } = content;
        this.environment.post(
          { kind: 'recording-loaded', name, operations: operations.length, unparsedLines: summary.unparsedLines },
          [],
        );
        this.restart({ ...this.machine.config, ...REPLAY_SHAPE });
      },
      refused: (reason) => this.reject('load-recording', reason),
    });
  }

  private step(unit: 'event' | 'operation' | 'frame'): void {
    if (unit === 'event') {
      this.stepEvent();
      return;
    }
    this.steps.clear();
    stepForward(this.timeline, unit);
    this.publish();
  }

  private stepEvent(): void {
    if (this.publisher.busy) {
      this.steps.owed += 1;
      return;
    }
    const head = this.head();
    const step = this.steps.next(this.timeline, this.publisher, head);
    if (step === undefined) this.finish();
    else this.publisher.send(step.head, step.body);
  }

  private afterAcknowledge(): void {
    if (this.steps.owed > 0) {
      this.steps.owed -= 1;
      this.stepEvent();
      return;
    }
    if (this.loop.running) {
      if (this.wasStalled) this.loop.wake();
      this.wasStalled = false;
      return;
    }
    if (this.pending) this.publish();
  }

  private pending = false;
  private wasStalled = false;
  private sentAt = 0;

  /** A page that has not read for a second is not looking: wait for it. */
  private get stalled(): boolean {
    const stalled = this.publisher.busy && this.environment.wallTime() - this.sentAt > 1000;
    if (stalled) this.wasStalled = true;
    return stalled;
  }

  private publish(): void {
    this.pending = this.publisher.busy;
    if (!this.publisher.busy) this.sentAt = this.environment.wallTime();
    this.publisher.publish(this.head(), this.machine);
  }

  private head(): ReportHead {
    return {
      state: this.state,
      now: this.machine.now,
      machine: this.machines,
      config: this.machine.config,
      refused: {},
      unavailable: this.machine.unavailableStrategies(),
    };
  }

  private finish(): void {
    this.state = 'finished';
    this.loop.pause();
    this.publish();
  }

  private reject(command: CommandKind, reason: string): void {
    this.environment.post({ kind: 'rejected', command, reason }, []);
  }

  private crash(error: unknown): void {
    this.broken = true;
    this.state = 'paused';
    this.loop.pause();
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    this.environment.post({ kind: 'crashed', message, stack: stack ?? '' }, []);
  }
}
