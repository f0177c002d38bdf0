import type { Command, CommandKind } from '../protocol/commands.ts';
import type { RunMoment } from '../protocol/run-moment.ts';
import type { Assessment } from './assessment.ts';
import { sizeOf } from './byte-chunks.ts';
import type { HostEnvironment } from './environment.ts';
import type { LoadedRecording, MachineMaker } from './machine-maker.ts';
import { Matrix } from './matrix.ts';
import type { RecordingKit, RecordingSource } from './recording-kit.ts';
import type { RecordingLoader } from './recording-loader.ts';

/** What the host does about the outcome. */
export interface SideWorkListener {
  /** @param moment that is to be opened with it. */
  loaded(recording: LoadedRecording, moment: RunMoment | undefined): void;
  rejected(command: CommandKind, reason: string): void;
  /** A bug. */
  failed(error: unknown): void;
}

/** Commands that are carried out beside the live machine. */
export type SideCommand = Extract<
  Command,
  { kind: 'load-recording' | 'cancel-loading' | 'measure-matrix' | 'assess-recording' }
>;

type LoadCommand = Extract<SideCommand, { kind: 'load-recording' }>;

/** What goes on beside the live machine: reading recordings, measuring the matrix, assessing recordings. */
export class SideWork {
  /** These two are there once a recording has come. */
  private loader: RecordingLoader | undefined = undefined;
  private assessment: Assessment | undefined = undefined;
  private readonly matrix: Matrix;
  private hidden = false;
  /** Changes when a file that is to be read, or is being read, is dropped. */
  private ticket = 0;
  private readonly recordings: RecordingSource;
  private readonly environment: HostEnvironment;
  private readonly maker: MachineMaker;
  private readonly listener: SideWorkListener;

  constructor(
    environment: HostEnvironment,
    maker: MachineMaker,
    recordings: RecordingSource,
    listener: SideWorkListener,
  ) {
    this.matrix = new Matrix(environment, maker, (error) => listener.failed(error));
    this.recordings = recordings;
    this.environment = environment;
    this.maker = maker;
    this.listener = listener;
  }

  perform(command: SideCommand): void {
    switch (command.kind) {
      case 'load-recording':
        this.load(command);
        break;
      case 'cancel-loading':
        this.cancelLoading();
        break;
      case 'measure-matrix':
        this.matrix.start(command.config, command.cells, command.job);
        break;
      case 'assess-recording':
        this.assess(command);
        break;
    }
  }

  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    this.matrix.setHidden(hidden);
    this.assessment?.setHidden(hidden);
  }

  dispose(): void {
    this.cancelLoading();
    this.matrix.cancel();
    this.assessment?.cancel();
  }

  private cancelLoading(): void {
    this.ticket += 1;
    this.loader?.cancel();
  }

  private load(command: LoadCommand): void {
    this.cancelLoading();
    const { ticket } = this;
    this.recordings(
      (kit) => {
        if (ticket === this.ticket) this.read(command, kit);
      },
      (reason) => {
        if (ticket === this.ticket) this.listener.rejected('load-recording', `${command.name}: ${reason}`);
      },
    );
  }

  private read({ name, bytes, moment }: LoadCommand, kit: RecordingKit): void {
    const failed = (error: unknown): void => this.listener.failed(error);
    this.loader ??= kit.createLoader(this.environment, failed);
    if (this.assessment === undefined) {
      this.assessment = kit.createAssessment(this.environment, failed);
      this.assessment.setHidden(this.hidden);
    }
    const total = sizeOf(bytes);
    this.loader.load(name, bytes, {
      progress: (done) => this.environment.post({ kind: 'recording-progress', name, bytes: done, total }, []),
      loaded: (recording) => {
        // What was assessed is another recording.
        this.assessment?.cancel();
        this.listener.loaded(recording, moment);
      },
      refused: (reason) => this.listener.rejected('load-recording', reason),
    });
  }

  private assess({ config, cells, job }: Extract<SideCommand, { kind: 'assess-recording' }>): void {
    const { assessment } = this;
    const { loaded } = this.maker;
    assessment?.cancel();
    if (cells.length === 0) return;
    if (loaded === undefined || assessment === undefined)
      this.listener.rejected('assess-recording', 'assess-recording: no recording has been loaded');
    else assessment.start(loaded, config, cells, job);
  }
}
