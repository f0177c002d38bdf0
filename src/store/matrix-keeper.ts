import type { MachineConfig } from '../config/machine-config.ts';
import type { Command } from '../protocol/commands.ts';
import type { LabState } from './lab-state.ts';
import { missingCells, type MatrixFigures } from './matrix-figures.ts';
import { questionOf } from './measured-cells.ts';
import { SPEED_STOPS } from './paces.ts';

/** Milliseconds for which nothing that matters may change before cells are measured unasked: a slider is let go first. */
const QUIET_MS = 2000;

export interface MatrixKeeperOptions {
  /** Whether cells are measured unasked while the machine runs. */
  readonly fillsUnasked: boolean;
  readonly measure: (command: Extract<Command, { kind: 'measure-matrix' }>) => void;
  /** Has `next` called again in a frame. */
  readonly wake: () => void;
}

/**
 * Decides when cells of the matrix are measured in the background: while the machine runs slowly enough to leave time, or
 * when the viewer asks. Nothing is measured unasked while it stands still; while hidden the emulator itself rests.
 */
export class MatrixKeeper {
  private readonly options: MatrixKeeperOptions;
  private known: MachineConfig | undefined = undefined;
  private question = '';
  private jobs = 0;
  private timer: ReturnType<typeof setTimeout> | undefined = undefined;
  private isQuiet = false;

  constructor(options: MatrixKeeperOptions) {
    this.options = options;
  }

  /** What is measured after a change of the state; starts and stops the emulator's measuring as needed. */
  next(state: LabState): MatrixFigures {
    const { matrix } = state;
    const question = this.questionOf(state.reportedConfig);
    if (question !== matrix.question) {
      this.stop(matrix);
      this.disturb();
      const wanted = matrix.wanted === 'none' ? 'idle' : matrix.wanted;
      return this.start(state, { question, cells: {}, job: undefined, wanted });
    }
    if (matrix.job === undefined) return this.start(state, matrix);
    if (missingCells(matrix).length === 0) return { ...matrix, job: undefined, wanted: 'idle' };
    if (this.isWelcome(state, matrix)) return matrix;
    this.stop(matrix);
    return { ...matrix, job: undefined };
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private start(state: LabState, matrix: MatrixFigures): MatrixFigures {
    const cells = missingCells(matrix);
    if (cells.length === 0 || !this.isWelcome(state, matrix)) return matrix;
    this.jobs += 1;
    this.options.measure({ kind: 'measure-matrix', config: state.reportedConfig, cells, job: this.jobs });
    return { ...matrix, job: this.jobs };
  }

  private stop({ job }: MatrixFigures): void {
    if (job !== undefined) this.options.measure({ kind: 'measure-matrix', config: this.known!, cells: [] });
  }

  private isWelcome(state: LabState, { wanted }: MatrixFigures): boolean {
    if (state.connection.kind !== 'ready' || state.machine === 0) return false;
    // A recording keeps its own time: there is no steady state to be measured.
    if (state.reportedConfig.workload === 'recording') return false;
    if (wanted !== 'idle') return wanted === 'all';
    const isSlow = SPEED_STOPS[state.speed]!.pace.kind !== 'full';
    if (!this.options.fillsUnasked || state.run !== 'running' || !isSlow) {
      this.disturb();
      return false;
    }
    if (!this.isQuiet) this.awaitQuiet();
    return this.isQuiet;
  }

  private disturb(): void {
    this.isQuiet = false;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private awaitQuiet(): void {
    this.timer ??= setTimeout(() => {
      this.isQuiet = true;
      this.options.wake();
    }, QUIET_MS);
  }

  private questionOf(config: MachineConfig): string {
    if (config !== this.known) {
      this.known = config;
      this.question = questionOf(config);
    }
    return this.question;
  }
}
