import { DEFAULT_CONFIG, type LiveSettings, type MachineConfig } from '../config/machine-config.ts';
import type { Breakpoint, StepUnit } from '../protocol/commands.ts';
import type { HistoryReach, RogueVerdict, RunState } from '../protocol/reports.ts';
import type { Metrics, Sections } from '../protocol/snapshot.ts';
import { NOTHING_ASSESSED, type Assessment } from './assessment.ts';
import { ARRIVED, type Arrival } from './arrival.ts';
import { NO_COMPARISON, type Comparison } from './comparison.ts';
import { emptyLog, type EventLog } from './event-log.ts';
import { NO_FIGURES, type MatrixFigures } from './matrix-figures.ts';
import { NOTHING_MEASURED, type MeasuredCells } from './measured-cells.ts';
import { DEFAULT_SPEED } from './paces.ts';
import { EMPTY_RATES, type RecentRates } from './recent-rates.ts';
import type { RecordingState } from './recordings.ts';
import { AT_HOME, type TravelState } from './travel-state.ts';

/** Whether there is an emulator to talk to. */
export type Connection =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready' }
  /** It stopped for good; only a restart helps. */
  | { readonly kind: 'crashed'; readonly message: string; readonly stack: string };

/** What a viewer looks at in the page tables. */
export type Selection =
  /** Whatever was written last. */
  | { readonly kind: 'latest' }
  /** One I/O virtual address. */
  | { readonly kind: 'iova'; readonly domainId: number; readonly iova: number };

/** Everything the page shows, of one instance. */
export interface LabState {
  readonly connection: Connection;
  /** The emulator should be running and has said nothing for some seconds. */
  readonly isBlocked: boolean;
  readonly run: RunState;
  /** Simulated time, ps. */
  readonly now: number;
  readonly machine: number;
  /** As the viewer wants it; the emulator's own word replaces it as soon as that can be newer. */
  readonly config: MachineConfig;
  /** As the emulator reported it last. */
  readonly reportedConfig: MachineConfig;
  /** The latest configuration with a modelled workload: what a viewer returns to from a recording. */
  readonly modelledConfig: MachineConfig;
  /**
   * Number, in the order of sending, of the viewer's latest command that shows in configuration or run state: in reports
   * that were made before it was carried out, these two are old.
   */
  readonly awaited: number;
  readonly refused: Partial<Record<keyof LiveSettings, string>>;
  readonly unavailable: Readonly<Record<string, string>>;
  readonly metrics: Metrics | undefined;
  readonly sections: Partial<Sections>;
  readonly log: EventLog;
  /** Events that were too many to show, since the machine started. */
  readonly droppedEvents: number;
  readonly rates: RecentRates;
  readonly cells: MeasuredCells;
  readonly matrix: MatrixFigures;
  readonly comparison: Comparison;
  readonly assessment: Assessment;
  /** Outcome of the latest rogue DMA. */
  readonly verdict: RogueVerdict | undefined;
  /** A command that was refused and has not been read yet. */
  readonly rejection: { readonly command: string; readonly reason: string } | undefined;
  readonly recording: RecordingState;
  /** Hash of the recording that the emulator holds. */
  readonly loadedHash: string | undefined;
  readonly arrival: Arrival;

  /** Moments that can be gone to; undefined until the first report. */
  readonly history: HistoryReach | undefined;
  /** What stops a run. */
  readonly breakpoints: readonly Breakpoint[];
  readonly travel: TravelState;

  /** Place on the speed slider. */
  readonly speed: number;
  readonly stepUnit: StepUnit;
  readonly selection: Selection;
  /** Which events the log shows. */
  readonly logFilter: string;
}

export function initialState(config: MachineConfig = DEFAULT_CONFIG): LabState {
  return {
    connection: { kind: 'starting' },
    isBlocked: false,
    run: 'paused',
    now: 0,
    machine: 0,
    config,
    reportedConfig: config,
    modelledConfig: config,
    awaited: 0,
    refused: {},
    unavailable: {},
    metrics: undefined,
    sections: {},
    log: emptyLog(),
    droppedEvents: 0,
    rates: EMPTY_RATES,
    cells: NOTHING_MEASURED,
    matrix: NO_FIGURES,
    comparison: NO_COMPARISON,
    assessment: NOTHING_ASSESSED,
    verdict: undefined,
    rejection: undefined,
    recording: { kind: 'none' },
    loadedHash: undefined,
    arrival: ARRIVED,
    history: undefined,
    breakpoints: [],
    travel: AT_HOME,
    speed: DEFAULT_SPEED,
    stepUnit: 'event',
    selection: { kind: 'latest' },
    logFilter: 'all',
  };
}
