import type { MachineConfig } from '../config/machine-config.ts';
import type { Breakpoint, RogueTarget } from '../protocol/commands.ts';
import type { LabView } from './lab-view.ts';
import type { PointerName } from './pointers.ts';
import type { SourceName } from './sources.ts';

/** Asked of the live state, never of a clock. `start` is the state from which the step tells differences. */
export type Condition = (view: LabView, start: LabView) => boolean;

/**
 * How the machine runs until `before` holds, from there until `until` holds, and from there on. `settle`: quickly, quickly, in
 * slow motion. `events`: slowly, ten events a second, not at all. `replay`: a recording in its own time, then not at all.
 */
export type TourPace = 'settle' | 'events' | 'replay';

/** An answer that a viewer can give before the machine does. */
export interface TourChoice {
  readonly text: string;
  /** Whether it is what was measured. */
  readonly isRight: Condition;
}

/** Texts may hold figures, `{percent}` (placeholders.ts), and links, `[IOTLB](panel:iotlb)` (marked-text.ts). */
export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** The structure that shows it. */
  readonly point: PointerName;
  /** Whether the step talks of single bits: panels show them. */
  readonly showsBits?: boolean;
  /** What of the machine is different from the step before; after an answer, where there is a question. */
  readonly machine?: Partial<MachineConfig>;
  readonly pace?: TourPace;
  /** File of a recording that comes with the page and is replayed on the machine. */
  readonly replay?: string;
  /** Where the machine stops by itself. */
  readonly stopAt?: Breakpoint;
  /** Holds when the step's subject is about to happen, and the rogue device may act. */
  readonly before?: Condition;
  readonly rogue?: RogueTarget;
  /** Holds when what the step is about is there to be seen. */
  readonly until?: Condition;
  readonly question?: { readonly prompt: string; readonly choices: readonly TourChoice[] };
  /** Said when the condition holds: to a question, the answer and why. */
  readonly result?: string;
  readonly sources: readonly SourceName[];
}

export interface Tour {
  readonly steps: readonly TourStep[];
}

/** A tour as it is offered, before its text is fetched. */
export interface TourOffer {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Number of its steps. */
  readonly steps: number;
}

/** The machine that a step runs on, as changes to the paper's: those of all steps up to it. */
export function machineOf(tour: Tour, index: number): Partial<MachineConfig> {
  const changes = tour.steps.slice(0, index + 1).map(({ machine }) => machine ?? {});
  return Object.assign({}, ...changes) as Partial<MachineConfig>;
}
