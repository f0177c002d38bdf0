import { DEFAULT_CONFIG, type MachineConfig } from '../config/machine-config.ts';
import type { Command, CommandKind } from '../protocol/commands.ts';
import type { Report } from '../protocol/reports.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { commandError } from './command-check.ts';
import type { HostEnvironment } from './environment.ts';
import type { LoggedCommand, RunMoment } from '../protocol/run-moment.ts';
import { MachineMaker, type LoadedRecording } from './machine-maker.ts';
import { momentOf, reopen } from './opening.ts';
import { SideWork } from './side-work.ts';
import { Stage } from './stage.ts';
import { tablesText } from './tables-text.ts';
import { Transport } from './transport.ts';
import { difference, Twin } from './twin.ts';

export type { HostEnvironment } from './environment.ts';

/** Bytes of checkpoints: of the machine, and of the one it is compared with; 128 MiB in all. */
const HISTORY_BYTES = 96 * 1024 * 1024;
const TWIN_HISTORY_BYTES = 32 * 1024 * 1024;
/** Commands that may wait while the machine is on its way somewhere. */
const MOST_WAITING = 256;

/** What a host whose machine is broken still takes. */
const MENDING: readonly CommandKind[] = ['configure', 'open', 'acknowledge'];

/** What asks how it is where the machine stands, wherever it gets. */
const ASKING: readonly CommandKind[] = ['tell-moment', 'write-tables'];

/** Where a machine is shown, and what moves it. */
interface Theatre {
  readonly stage: Stage;
  readonly transport: Transport;
}

/**
 * One emulator behind the protocol: takes commands, runs a machine at a pace, sends reports. Knows neither workers nor the
 * page, so the same host runs in both and in Node.
 */
export class Host {
  private broken = false;
  /** What the machine was at its start. */
  private initial: MachineConfig = DEFAULT_CONFIG;
  /** Commands that wait until the machine is where they are meant for, or until the page has read what it was sent. */
  private waiting: Command[] = [];
  private readonly environment: HostEnvironment;
  private readonly maker: MachineMaker;
  private readonly sideWork: SideWork;
  private theatre: Theatre | undefined = undefined;
  /** Commands that have been carried out or refused before there was a stage. */
  private early = 0;

  constructor(environment: HostEnvironment) {
    this.environment = environment;
    this.maker = new MachineMaker(environment);
    this.sideWork = new SideWork(environment, this.maker, {
      loaded: (recording, moment) => this.takeRecording(recording, moment),
      rejected: (command, reason) => this.reject(command, reason),
      failed: (error) => this.crash(error),
    });
    this.tell({ kind: 'ready', protocol: PROTOCOL_VERSION });
  }

  /** Takes a message from the page. Whatever it is, the host lives on; what cannot be done is answered. */
  receive(message: unknown): void {
    const error = commandError(message);
    if (error !== undefined) {
      this.count();
      this.reject((message as Partial<Command> | null)?.kind ?? 'configure', error);
      return;
    }
    try {
      const command = message as Command;
      if (this.broken && !MENDING.includes(command.kind)) this.count();
      else if (!this.mustWait(command)) this.perform(command);
      else if (this.waiting.length < MOST_WAITING) this.waiting.push(command);
      else {
        this.count();
        this.reject(command.kind, 'too many commands wait');
      }
    } catch (failure) {
      this.crash(failure);
    }
  }

  /** Stops for good. */
  dispose(): void {
    this.theatre?.transport.dispose();
    this.sideWork.dispose();
  }

  private get stage(): Stage {
    return this.open().stage;
  }

  private get transport(): Transport {
    return this.open().transport;
  }

  /** What is played on; with the default machine unless one was asked for before. A machine takes long to make. */
  private open(config = DEFAULT_CONFIG): Theatre {
    if (this.theatre !== undefined) return this.theatre;
    const stage = new Stage(this.maker.timeline(config, HISTORY_BYTES), this.environment);
    stage.commands = this.early;
    const listener = { ready: () => this.goOn(), failed: (error: unknown) => this.crash(error) };
    return (this.theatre = { stage, transport: new Transport(stage, this.environment, listener) });
  }

  private count(): void {
    if (this.theatre === undefined) this.early += 1;
    else this.theatre.stage.commands += 1;
  }

  private perform(command: Command): void {
    if (command.kind !== 'acknowledge') this.count();
    if (command.kind === 'configure') {
      this.configure(command.config);
      return;
    }
    if (command.kind === 'open') {
      this.openMoment(command.moment);
      return;
    }
    const { transport, stage } = this;
    switch (command.kind) {
      case 'adjust':
        this.adjust(command);
        break;
      case 'rogue':
        this.alter(command);
        break;
      case 'run':
        transport.play(command.pace);
        break;
      case 'pause':
        this.stopWaiting();
        transport.pause();
        break;
      case 'step':
        transport.step(command.unit);
        break;
      case 'step-back':
        transport.stepBack(command.unit);
        break;
      case 'seek':
        this.seek(command);
        break;
      case 'breakpoints':
        transport.setBreakpoints(command.on);
        break;
      case 'explain':
        transport.explain(command.what);
        break;
      case 'compare':
        this.compare(command.config);
        break;
      case 'watch':
        stage.publisher.watch(command.sections);
        transport.rewatched();
        break;
      case 'tell-moment':
        this.tellMoment();
        break;
      case 'write-tables':
        this.tell(tablesText(stage, command.side));
        break;
      case 'load-recording':
      case 'cancel-loading':
      case 'measure-matrix':
      case 'assess-recording':
        this.sideWork.perform(command);
        break;
      case 'visibility':
        transport.setHidden(command.hidden);
        this.sideWork.setHidden(command.hidden);
        break;
      case 'acknowledge':
        transport.acknowledge(command.report, command.buffer);
        this.goOn();
        break;
    }
  }

  /** Whether a command is meant for where the machine goes, or shows something while the page still reads. */
  private mustWait(command: Command): boolean {
    switch (command.kind) {
      case 'adjust':
      case 'rogue':
      case 'explain':
      case 'compare':
      case 'tell-moment':
      case 'write-tables':
        return this.transport.busy || this.waiting.length > 0;
      case 'step':
      case 'step-back':
        return (
          this.transport.busy || this.waiting.length > 0 || (command.unit === 'event' && this.stage.publisher.busy)
        );
      default:
        return false;
    }
  }

  /** Performs what waits, as far as it can be done now. */
  private goOn(): void {
    for (;;) {
      const [command, ...rest] = this.waiting;
      if (command === undefined) return;
      this.waiting = [];
      const isTooEarly = this.mustWait(command);
      if (!isTooEarly) this.perform(command);
      this.waiting = [...(isTooEarly ? [command] : []), ...rest, ...this.waiting];
      if (isTooEarly) return;
    }
  }

  /** The machine will not get to where the commands were meant for. */
  private stopWaiting(): void {
    const waiting = this.waiting.splice(0);
    this.waiting = waiting.filter(({ kind }) => ASKING.includes(kind));
    for (const { kind } of waiting) {
      if (!ASKING.includes(kind)) this.count();
      if (kind === 'adjust' || kind === 'rogue')
        this.reject(kind, 'the machine did not get to the moment it was meant for');
    }
  }

  private configure(config: MachineConfig): void {
    const refusal = this.maker.refusal(config);
    if (refusal !== undefined) {
      this.reject('configure', `configure: ${refusal}`);
      return;
    }
    this.broken = false;
    this.restart(config);
  }

  /** Puts a machine at its start on stage. */
  private begin(config: MachineConfig): Theatre {
    this.stopWaiting();
    this.maker.remember(config);
    this.initial = config;
    const { theatre } = this;
    if (theatre === undefined) return this.open(config);
    theatre.stage.put(this.maker.timeline(config, HISTORY_BYTES));
    theatre.transport.restart();
    return theatre;
  }

  private restart(config: MachineConfig): void {
    const { stage, transport } = this.begin(config);
    if (stage.twin === undefined) transport.publish();
    else this.compareBy(stage.twin.apart);
  }

  private tellMoment(): void {
    const { timeline, steps } = this.stage;
    const { initial } = this;
    const { loaded } = this.maker;
    const isReplay = initial.workload === 'recording' && loaded !== undefined;
    const recording = isReplay ? { name: loaded.name, hash: loaded.hash } : undefined;
    this.tell({ kind: 'moment', moment: momentOf(timeline, initial, steps.current?.sequence, recording) });
  }

  private openMoment(moment: RunMoment): void {
    const { config, recording, time, event } = moment;
    const isOther = config.workload === 'recording' && recording?.hash !== this.maker.loaded?.hash;
    const refusal = isOther ? `the recording ${recording?.name ?? ''} has not been loaded` : this.maker.refusal(config);
    if (refusal !== undefined) {
      this.reject('open', `open: ${refusal}`);
      return;
    }
    this.broken = false;
    const { stage, transport } = this.begin(config);
    stage.compareWith(undefined);
    const { timeline } = stage;
    const why = (command: LoggedCommand): string | undefined => this.maker.commandRefusal(timeline.machine, command);
    transport.arrive(reopen(timeline, moment, why), time, event, (leftOut) => {
      if (leftOut.length > 0) this.reject('open', `open: not carried out: ${leftOut.slice(0, 3).join('; ')}`);
    });
  }

  private adjust(command: Extract<Command, { kind: 'adjust' }>): void {
    const { machine } = this.stage;
    const other = this.maker.otherKind(machine, command.change);
    if (other !== undefined) {
      this.configure(other);
      return;
    }
    const refusal = machine.refusal(command.change);
    if (refusal === undefined) this.alter(command);
    else this.reject('adjust', refusal);
  }

  /** Carries out a command that alters the machine. In the past, what came after it is forgotten. */
  private alter(command: LoggedCommand): void {
    const { stage } = this;
    const { timeline } = stage;
    const left = timeline.fork();
    if (left !== undefined) stage.tell({ kind: 'forked', at: timeline.now, until: left.now });
    stage.twin?.perform(command, timeline);
    const verdict = timeline.perform(command);
    if (verdict !== undefined) stage.tell({ kind: 'rogue-verdict', verdict });
    this.transport.altered();
  }

  private seek(command: Extract<Command, { kind: 'seek' }>): void {
    this.stopWaiting();
    if ('to' in command) this.transport.seek(command.to);
    else if (command.toEvent < this.stage.timeline.end.sequence) this.transport.seekEvent(command.toEvent);
    else this.reject('seek', `seek: event ${command.toEvent} has not happened`);
  }

  private compare(config: MachineConfig | undefined): void {
    if (config === undefined) {
      this.stage.compareWith(undefined);
      this.transport.publish();
      return;
    }
    this.compareBy(difference(this.stage.machine.config, config));
  }

  /** Puts a second machine beside the first, with these settings of its own. */
  private compareBy(apart: Partial<MachineConfig>): void {
    const config = { ...this.initial, ...apart };
    const refusal = this.maker.refusal(config);
    if (refusal !== undefined) {
      this.stage.compareWith(undefined);
      this.reject('compare', `compare: ${refusal}`);
      this.transport.publish();
      return;
    }
    const twin = new Twin(this.maker.timeline(config, TWIN_HISTORY_BYTES), apart);
    this.stage.compareWith(twin);
    this.transport.awaitTwin();
  }

  private takeRecording(recording: LoadedRecording, moment: RunMoment | undefined): void {
    const { name, hash, content } = recording;
    const wanted = moment?.recording;
    if (wanted !== undefined && wanted.hash !== hash) {
      const reason = `${name}: it is another recording than ${wanted.name}, which is wanted: its hash is ${hash}, not ${wanted.hash}`;
      this.reject('load-recording', reason);
      return;
    }
    this.maker.load(recording);
    const { unparsedLines } = content.summary;
    this.tell({ kind: 'recording-loaded', name, hash, operations: content.operations.length, unparsedLines });
    if (moment === undefined) this.restart(this.maker.forRecording(this.stage.machine.config));
    else this.openMoment(moment);
  }

  private reject(command: CommandKind, reason: string): void {
    this.tell({ kind: 'rejected', command, reason });
  }

  private tell(report: Report): void {
    this.environment.post(report, []);
  }

  private crash(error: unknown): void {
    this.broken = true;
    this.theatre?.transport.freeze();
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    this.tell({ kind: 'crashed', message, stack: stack ?? '' });
  }
}
