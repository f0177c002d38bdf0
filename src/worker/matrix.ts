import { milliseconds, PS_PER_MS, time, type Time } from '../clock/time.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import type { LabMachine } from '../machine/lab-machine.ts';
import type { MatrixCell } from '../protocol/commands.ts';
import type { CellMeasurement, Report } from '../protocol/reports.ts';
import { Background } from './background.ts';
import type { HostEnvironment } from './environment.ts';
import type { Errand } from './errands.ts';
import { unlessImpossible } from './impossible.ts';
import type { MachineMaker } from './machine-maker.ts';

/** Simulated milliseconds over which a cell is measured: two periods of a 10 ms flush. */
const WINDOW = 20;
/** Simulated milliseconds that are left out at the start at least and at most; in between, until queues have filled. */
const SHORTEST_WARM_UP = 2;
const LONGEST_WARM_UP = 50;
const ACTS_PER_LEG = 64;

/** Measures cells of the matrix in the background: a fresh machine for each. */
export class Matrix {
  private readonly background: Background;
  private readonly environment: HostEnvironment;
  private readonly maker: MachineMaker;

  constructor(environment: HostEnvironment, maker: MachineMaker, failed: (error: unknown) => void) {
    this.background = new Background(environment, failed);
    this.environment = environment;
    this.maker = maker;
  }

  /**
   * Measures these cells, one after another, instead of what was being measured.
   * @param job what the answers are to be marked with.
   */
  start(config: MachineConfig, cells: readonly MatrixCell[], job?: number): void {
    this.background.cancel();
    if (cells.length > 0) this.background.start(this.measureAll(config, cells, job === undefined ? {} : { job }));
  }

  cancel(): void {
    this.background.cancel();
  }

  /** While hidden, nothing is computed. */
  setHidden(hidden: boolean): void {
    this.background.setHidden(hidden);
  }

  private *measureAll(config: MachineConfig, cells: readonly MatrixCell[], mark: { readonly job?: number }): Errand {
    for (const { setting, strategy } of cells) {
      const tell = (report: Report): void => this.environment.post(report, []);
      const wanted = { ...config, setting, strategy };
      const refuse = (reason: string): void => tell({ kind: 'cell-refused', ...mark, setting, strategy, reason });
      const measured = (measurement: CellMeasurement): void =>
        tell({ kind: 'cell-measured', ...mark, setting, strategy, ...measurement });
      yield* unlessImpossible(wanted, this.measure(wanted, measured, refuse), refuse);
      yield;
    }
  }

  private *measure(
    config: MachineConfig,
    measured: (measurement: CellMeasurement) => void,
    refuse: (reason: string) => void,
  ): Errand {
    const reason = this.refusal(config);
    if (reason !== undefined) refuse(reason);
    else yield* measureCell(this.maker.machine(config), measured);
  }

  private refusal(config: MachineConfig): string | undefined {
    if (config.workload === 'recording') return 'a recording keeps its own time: it has no steady state';
    return this.maker.strategyRefusal(config);
  }
}

/** Runs a fresh machine into its steady state and counts what happens in a window. */
export function* measureCell(machine: LabMachine, measured: (measurement: CellMeasurement) => void): Errand {
  const { ageLimitMicroseconds, flushTimeoutMicroseconds } = machine.config;
  const filled = (1.2 * Math.max(ageLimitMicroseconds, flushTimeoutMicroseconds)) / 1000;
  const warmUp = Math.ceil(Math.min(LONGEST_WARM_UP, Math.max(SHORTEST_WARM_UP, filled)));
  yield* runTo(machine, time(milliseconds(warmUp)));
  const before = machine.totals();
  yield* runTo(machine, time(milliseconds(warmUp + WINDOW)));
  const after = machine.totals();
  const frames = after.frames - before.frames;
  measured({
    // A frame on the wire at either end of the window counts as a whole.
    percent: Math.min(100, ((after.wireBusy - before.wireBusy) / (WINDOW * PS_PER_MS)) * 100),
    exitsPerFrame: frames === 0 ? 0 : (after.vmExits - before.vmExits) / frames,
    peakStalePages: machine.section('protection')?.peakReachablePages ?? 0,
    pinnedPages: machine.metrics().pinnedPages,
    span: { warmUp, window: WINDOW },
  });
}

function* runTo(machine: LabMachine, until: Time): Errand {
  while (machine.nextTime <= until) {
    for (let i = 0; i < ACTS_PER_LEG && machine.nextTime <= until; i++) machine.runOne();
    yield;
  }
  machine.idleUntil(until);
}
