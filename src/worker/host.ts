import { DEFAULT_CONFIG, type MachineConfig } from '../config/machine-config.ts';
import type { Command, CommandKind } from '../protocol/commands.ts';
import type { Report } from '../protocol/reports.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { commandError } from './command-check.ts';
import { Comparing } from './comparing.ts';
import type { HostEnvironment } from './environment.ts';
import type { LoggedCommand, RecordingName, RunMoment } from '../protocol/run-moment.ts';
import { impossibility } from './impossible.ts';
import { MachineMaker, type LoadedRecording } from './machine-maker.ts';
import { momentOf, reopen } from './opening.ts';
import type { RecordingSource } from './recording-kit.ts';
import { SideWork } from './side-work.ts';
import { Stage } from './stage.ts';
import { tablesText } from './tables-text.ts';
import type { Theatre } from './theatre.ts';
import { Transport } from './transport.ts';
import type { Timeline } from './timeline.ts';
import { goBack } from './travel.ts';
import { difference } from './twin.ts';
import { Undo, type KeptRun } from './undo.ts';
import { WaitingRoom } from './waiting-room.ts';

export type { HostEnvironment } from './environment.ts';

/** Bytes of checkpoints; with those of the machine that is compared with, 128 MiB in all. */
const HISTORY_BYTES = 96 * 1024 * 1024;

/** What a host whose machine is broken still takes. */
const MENDING: readonly CommandKind[] = ['configure', 'open', 'undo', 'redo', 'acknowledge'];

/**
 * One emulator behind the protocol: takes commands, runs a machine at a pace, sends reports. Knows neither workers nor the
 * page, so the same host runs in both and in Node.
 */
export class Host {
  private broken = false;
  /** What the machine was at its start. */
  private initial: MachineConfig = DEFAULT_CONFIG;
  /** Which run it is: one more for each that began as another machine. */
  private lineage = 0;
  private lineages = 0;
  /** Where the machine goes to be as it was before a change, while it is on its way. */
  private goal: KeptRun | undefined = undefined;
  /** Whether the machine goes back to before an act that could not be done. */
  private isRetreating = false;
  private readonly undo = new Undo();
  private readonly waiting = new WaitingRoom();
  private readonly environment: HostEnvironment;
  private readonly maker: MachineMaker;
  private readonly sideWork: SideWork;
  private readonly comparing: Comparing;
  private theatre: Theatre | undefined = undefined;
  /** Commands that have been carried out or refused before there was a stage. */
  private early = 0;

  constructor(environment: HostEnvironment, recordings: RecordingSource) {
    this.environment = environment;
    this.maker = new MachineMaker(environment);
    this.comparing = new Comparing(this.maker, (reason) => this.reject('compare', reason));
    this.sideWork = new SideWork(environment, this.maker, recordings, {
      loaded: (recording, moment) => this.takeRecording(recording, moment),
      rejected: (command, reason) => this.reject(command, reason),
      failed: (error) => this.fail(error),
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
      else if (!this.waiting.mustWait(command, this.theatre)) this.perform(command);
      else if (!this.waiting.admit(command)) {
        this.count();
        this.reject(command.kind, 'too many commands wait');
      }
    } catch (failure) {
      this.fail(failure);
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
  private open(timeline?: Timeline): Theatre {
    if (this.theatre !== undefined) return this.theatre;
    const stage = new Stage(timeline ?? this.maker.timeline(DEFAULT_CONFIG, HISTORY_BYTES), this.environment);
    stage.undo = this.undo;
    stage.commands = this.early;
    const listener = { ready: () => this.goOn(), failed: (error: unknown) => this.fail(error) };
    return (this.theatre = { stage, transport: new Transport(stage, this.environment, listener) });
  }

  private count(): void {
    if (this.theatre === undefined) this.early += 1;
    else this.theatre.stage.commands += 1;
  }

  private perform(command: Command): void {
    if (command.kind !== 'acknowledge') {
      this.count();
      this.isRetreating = false;
    }
    if (command.kind === 'configure') {
      this.configure(command.config);
      return;
    }
    if (command.kind === 'open') {
      this.openMoment(command.moment);
      return;
    }
    if (command.kind === 'undo' || command.kind === 'redo') {
      this.goTo(command.kind);
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
        this.comparing.start({ stage, transport }, this.initial, command.config);
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

  /** Performs what waits, as far as it can be done now. */
  private goOn(): void {
    this.waiting.letIn(
      (command) => this.waiting.mustWait(command, this.theatre),
      (command) => this.perform(command),
    );
  }

  /** The machine will not get to where the commands were meant for. */
  private stopWaiting(): void {
    this.goal = undefined;
    for (const { kind } of this.waiting.sendAway()) {
      this.count();
      if (kind === 'adjust' || kind === 'rogue')
        this.reject(kind, 'the machine did not get to the moment it was meant for');
    }
  }

  private configure(config: MachineConfig): void {
    const made = this.maker.attempt(config, HISTORY_BYTES);
    if (typeof made === 'string') {
      this.reject('configure', `configure: ${made}`);
      return;
    }
    this.noteBefore(this.theatre === undefined ? {} : difference(this.stage.machine.config, config));
    this.restart(made, config);
  }

  /** Puts a machine at its start on stage. */
  private begin(timeline: Timeline, config: MachineConfig): Theatre {
    this.stopWaiting();
    this.broken = false;
    this.maker.remember(config);
    this.initial = config;
    this.lineages += 1;
    this.lineage = this.lineages;
    const { theatre } = this;
    if (theatre === undefined) return this.open(timeline);
    theatre.stage.put(timeline);
    theatre.transport.restart();
    return theatre;
  }

  /** A change is made: the run before it can be gone back to. Nothing came before the first machine. */
  private noteBefore(change: object): void {
    if (this.theatre !== undefined) this.undo.note(this.present(), change, this.environment.wallTime());
  }

  /** The run as it stands. */
  private present(): KeptRun {
    const { timeline, steps } = this.stage;
    const { lineage, initial, goal } = this;
    if (goal !== undefined && this.transport.busy) return goal;
    const event = steps.current?.sequence;
    return { lineage, initial, recording: this.recordingName, course: timeline.course, stood: timeline.place, event };
  }

  private get recordingName(): RecordingName | undefined {
    const { loaded } = this.maker;
    const isReplay = this.initial.workload === 'recording' && loaded !== undefined;
    return isReplay ? { name: loaded.name, hash: loaded.hash } : undefined;
  }

  /** Puts the run on stage that was there before the latest change, or after it again. */
  private goTo(direction: 'undo' | 'redo'): void {
    const kept = this.undo.counts[direction] === 0 ? undefined : this.undo.take(direction, this.present());
    if (kept === undefined) {
      this.reject(direction, `there is nothing to ${direction}`);
      return;
    }
    const refusal = this.unlikePresent(kept) ? this.beginAgain(kept) : undefined;
    if (refusal !== undefined) {
      this.undo.take(direction === 'undo' ? 'redo' : 'undo', kept);
      this.reject(direction, `${direction}: ${refusal}`);
      return;
    }
    this.comeTo(kept);
  }

  /** Goes to where a run stood, of the machine on stage. */
  private comeTo(kept: KeptRun): void {
    this.stopWaiting();
    const { stage, transport } = this;
    const { course, stood, event } = kept;
    this.goal = kept;
    this.comparing.renew(stage, this.initial);
    transport.arrive(goBack(stage.timeline, course, stood), stood.now, event, () => (this.goal = undefined));
  }

  /** Whether a run needs another machine than the one on stage. */
  private unlikePresent({ lineage }: KeptRun): boolean {
    return lineage !== this.lineage || this.broken;
  }

  /** Puts the machine of a run on stage, at its start. @returns why that cannot be. */
  private beginAgain({ lineage, initial, recording }: KeptRun): string | undefined {
    const isOther = recording !== undefined && recording.hash !== this.maker.loaded?.hash;
    if (isOther) return `the recording ${recording.name} is no longer loaded`;
    const made = this.maker.attempt(initial, HISTORY_BYTES);
    if (typeof made === 'string') return made;
    this.begin(made, initial);
    this.lineage = lineage;
    return undefined;
  }

  private restart(timeline: Timeline, config: MachineConfig): void {
    const { stage, transport } = this.begin(timeline, config);
    if (stage.twin === undefined) transport.publish();
    else this.comparing.by({ stage, transport }, config, stage.twin.apart);
  }

  private tellMoment(): void {
    const { timeline, steps } = this.stage;
    const moment = momentOf(timeline, this.initial, steps.current?.sequence, this.recordingName);
    this.tell({ kind: 'moment', moment });
  }

  private openMoment(moment: RunMoment): void {
    const { config, recording, time, event } = moment;
    const isOther = config.workload === 'recording' && recording?.hash !== this.maker.loaded?.hash;
    const made = isOther
      ? `the recording ${recording?.name ?? ''} has not been loaded`
      : this.maker.attempt(config, HISTORY_BYTES);
    if (typeof made === 'string') {
      this.reject('open', `open: ${made}`);
      return;
    }
    this.noteBefore({});
    const { stage, transport } = this.begin(made, config);
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

  /** Carries out a command that alters the machine. In the past, what came after it is forgotten, until it is undone. */
  private alter(command: LoggedCommand): void {
    const { stage, transport } = this;
    const { timeline } = stage;
    const before = this.present();
    const left = timeline.fork();
    this.comparing.alter(stage, command);
    try {
      const verdict = timeline.perform(command);
      if (verdict !== undefined) stage.tell({ kind: 'rogue-verdict', verdict });
    } catch (error) {
      const reason = impossibility(error, stage.machine.config);
      if (reason === undefined) throw error;
      timeline.retreat();
      this.reject(command.kind, `${command.kind}: ${reason}`);
      this.comeTo(before);
      return;
    }
    this.undo.note(before, command.kind === 'adjust' ? command.change : command, this.environment.wallTime());
    if (left !== undefined) stage.tell({ kind: 'forked', at: before.stood.now, until: left.now });
    transport.altered();
  }

  private seek(command: Extract<Command, { kind: 'seek' }>): void {
    this.stopWaiting();
    if ('to' in command) this.transport.seek(command.to);
    else if (command.toEvent < this.stage.timeline.end.sequence) this.transport.seekEvent(command.toEvent);
    else this.reject('seek', `seek: event ${command.toEvent} has not happened`);
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
    if (moment === undefined) this.configure(this.maker.forRecording(this.stage.machine.config));
    else this.openMoment(moment);
  }

  private reject(command: CommandKind, reason: string): void {
    this.tell({ kind: 'rejected', command, reason });
  }

  private tell(report: Report): void {
    this.environment.post(report, []);
  }

  /** What cannot go on with these settings is said, and stands where it last could; anything else is a bug. */
  private fail(error: unknown): void {
    const { theatre } = this;
    const reason = theatre && impossibility(error, theatre.stage.machine.config);
    if (theatre === undefined || reason === undefined || this.isRetreating) {
      this.crash(error);
      return;
    }
    const { stage, transport } = theatre;
    if (stage.twin?.isStuck === true) {
      stage.compareWith(undefined);
      this.reject('compare', `compare: ${reason}`);
    } else this.tell({ kind: 'gave-up', reason, at: stage.timeline.reached });
    this.isRetreating = true;
    transport.retreat(() => (this.isRetreating = false));
  }

  private crash(error: unknown): void {
    this.broken = true;
    this.theatre?.transport.freeze();
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    this.tell({ kind: 'crashed', message, stack: stack ?? '' });
  }
}
