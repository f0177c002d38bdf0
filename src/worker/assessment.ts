import type { MachineConfig } from '../config/machine-config.ts';
import { assessReplay } from '../machine/replay-report.ts';
import { ReplayMachine } from '../machine/replay-machine.ts';
import { unavailableInDirect, unavailableStrategies } from '../machine/settings-offered.ts';
import type { AssessmentReport } from '../protocol/assessment.ts';
import type { MatrixCell } from '../protocol/commands.ts';
import { RecordedOperations } from '../recording/recorded-operations.ts';
import { countingReuse } from '../recording/reuse-statistics.ts';
import { NEVER } from '../clock/time.ts';
import { Background, MOST } from './background.ts';
import type { HostEnvironment } from './environment.ts';
import type { Errand } from './errands.ts';
import { unlessImpossible } from './impossible.ts';
import type { LoadedRecording } from './machine-maker.ts';

const ACTS_PER_LEG = 64;
/** Legs between two reports of progress: some tens of milliseconds. */
const LEGS_PER_REPORT = 256;

type Mark = { readonly job?: number };

/** Replays a recording under one setting and strategy after another in the background, on a machine of its own each. */
export class Assessment {
  private readonly background: Background;
  private readonly environment: HostEnvironment;

  constructor(environment: HostEnvironment, failed: (error: unknown) => void) {
    this.background = new Background(environment, failed, MOST);
    this.environment = environment;
  }

  /** @param job what the answers are to be marked with. */
  start(recording: LoadedRecording, config: MachineConfig, cells: readonly MatrixCell[], job?: number): void {
    this.background.start(this.assessAll(recording, config, cells, job === undefined ? {} : { job }));
  }

  cancel(): void {
    this.background.cancel();
  }

  /** While hidden, nothing is computed. */
  setHidden(hidden: boolean): void {
    this.background.setHidden(hidden);
  }

  private *assessAll(
    recording: LoadedRecording,
    config: MachineConfig,
    cells: readonly MatrixCell[],
    mark: Mark,
  ): Errand {
    const { buckets, distance: _distance, ...counts } = yield* countingReuse(recording.content.operations);
    this.tell({ kind: 'recording-reuse', ...mark, reuse: { ...counts, distances: buckets } });
    for (const cell of cells) {
      const wanted = { ...config, ...cell };
      yield* unlessImpossible(wanted, this.assessCell(recording, wanted, cell, mark), (reason) =>
        this.refuse(cell, mark, reason),
      );
      yield;
    }
  }

  private *assessCell(
    { content, plan }: LoadedRecording,
    config: MachineConfig,
    { setting, strategy }: MatrixCell,
    mark: Mark,
  ): Errand {
    const reason = refusalOf(config);
    if (reason !== undefined) {
      this.refuse({ setting, strategy }, mark, reason);
      return;
    }
    const cell = { ...mark, setting, strategy };
    const machine = new ReplayMachine(config, content.operations, 1, plan);
    const { counters } = machine.guest;
    for (let leg = 1; machine.nextTime < NEVER; leg++) {
      for (let act = 0; act < ACTS_PER_LEG && machine.nextTime < NEVER; act++) machine.runOne();
      if (leg % LEGS_PER_REPORT === 0) {
        this.tell({ kind: 'assessment-progress', ...cell, done: counters.done, total: counters.total });
      }
      yield;
    }
    this.tell({ kind: 'cell-assessed', ...cell, assessment: assessReplay(content, machine) });
  }

  private refuse(cell: MatrixCell, mark: Mark, reason: string): void {
    this.tell({ kind: 'assessment-refused', ...mark, ...cell, reason });
  }

  private tell(report: AssessmentReport): void {
    this.environment.post(report, []);
  }
}

/** Why there can be no such machine; a driver that has nothing to replay can be asked. */
function refusalOf(config: MachineConfig): string | undefined {
  if (config.setting === 'direct') return unavailableInDirect()[config.strategy];
  const { driver } = new ReplayMachine({ ...config, strategy: 'strict' }, new RecordedOperations());
  return unavailableStrategies(driver)[config.strategy];
}
