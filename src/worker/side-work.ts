import type { Command, CommandKind } from '../protocol/commands.ts';
import type { RunMoment } from '../protocol/run-moment.ts';
import { Assessment } from './assessment.ts';
import { sizeOf } from './byte-chunks.ts';
import type { HostEnvironment } from './environment.ts';
import type { LoadedRecording, MachineMaker } from './machine-maker.ts';
import { Matrix } from './matrix.ts';
import { RecordingLoader } from './recording-loader.ts';

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

/** What goes on beside the live machine: reading recordings, measuring the matrix, assessing recordings. */
export class SideWork {
  private readonly loader: RecordingLoader;
  private readonly matrix: Matrix;
  private readonly assessment: Assessment;
  private readonly environment: HostEnvironment;
  private readonly maker: MachineMaker;
  private readonly listener: SideWorkListener;

  constructor(environment: HostEnvironment, maker: MachineMaker, listener: SideWorkListener) {
    const failed = (error: unknown): void => listener.failed(error);
    this.loader = new RecordingLoader(environment, failed);
    this.matrix = new Matrix(environment, maker, failed);
    this.assessment = new Assessment(environment, failed);
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
        this.loader.cancel();
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
    this.matrix.setHidden(hidden);
    this.assessment.setHidden(hidden);
  }

  dispose(): void {
    this.loader.cancel();
    this.matrix.cancel();
    this.assessment.cancel();
  }

  private load({ name, bytes, moment }: Extract<SideCommand, { kind: 'load-recording' }>): void {
    const total = sizeOf(bytes);
    this.loader.load(name, bytes, {
      progress: (done) => this.environment.post({ kind: 'recording-progress', name, bytes: done, total }, []),
      loaded: (recording) => {
        // What was assessed is another recording.
        this.assessment.cancel();
        this.listener.loaded(recording, moment);
      },
      refused: (reason) => this.listener.rejected('load-recording', reason),
    });
  }

  private assess({ config, cells, job }: Extract<SideCommand, { kind: 'assess-recording' }>): void {
    const { loaded } = this.maker;
    this.assessment.cancel();
    if (cells.length === 0) return;
    if (loaded === undefined)
      this.listener.rejected('assess-recording', 'assess-recording: no recording has been loaded');
    else this.assessment.start(loaded, config, cells, job);
  }
}
