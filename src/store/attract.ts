import type { MachineConfig } from '../config/machine-config.ts';
import type { Cell } from '../config/opening-story.ts';
import { hasSettled } from '../protocol/settled.ts';
import type { Metrics } from '../protocol/snapshot.ts';

/** How long a caption with its figures stands, wall milliseconds: time to read a sentence and to look where it points. */
export const SHOWN_MS = 5000;
/** Most wall milliseconds between two looks that count: a page that was hidden in between was not looked at. */
const LONGEST_LOOK_MS = 500;

/** What the untouched page does by itself. `measured` holds the share of the line rate of each cell that came to rest. */
export type AttractState =
  /** Nothing: it has not been asked, or the viewer has taken over. */
  | { readonly kind: 'off' }
  /** The machine runs in a cell and its rate has not come to rest. */
  | { readonly kind: 'settling'; readonly stage: number; readonly measured: readonly number[] }
  /** The figures are shown; `shown` wall milliseconds so far. */
  | { readonly kind: 'showing'; readonly stage: number; readonly measured: readonly number[]; readonly shown: number }
  /** The last figures stay. */
  | { readonly kind: 'ended'; readonly stage: number; readonly measured: readonly number[] };

/** What the story wants of the machine: ordinary commands, as a viewer would give them. */
export type AttractOrder =
  | { readonly kind: 'cell'; readonly cell: Cell }
  /** `settle`: fast enough not to keep anybody waiting; `watch`: slow enough to see single acts. */
  | { readonly kind: 'pace'; readonly pace: 'settle' | 'watch' };

export interface AttractTurn {
  readonly state: AttractState;
  readonly orders: readonly AttractOrder[];
}

/** What it sees of the machine. */
export interface AttractSight {
  readonly reportedConfig: MachineConfig;
  readonly metrics: Metrics | undefined;
}

export const ATTRACT_OFF: AttractState = { kind: 'off' };

/** Share of the line rate in a cell once that has come to rest there; undefined before. */
export function shareIn({ reportedConfig, metrics }: AttractSight, cell: Cell): number | undefined {
  const isThere = reportedConfig.setting === cell.setting && reportedConfig.strategy === cell.strategy;
  return isThere && metrics !== undefined && hasSettled(metrics) ? metrics.gbps / metrics.lineRateGbps : undefined;
}

/** Begins to tell. */
export function beginAttract(story: readonly Cell[]): AttractTurn {
  return enter(story, 0, []);
}

/** Goes on after `elapsed` wall milliseconds. */
export function advanceAttract(
  state: AttractState,
  story: readonly Cell[],
  sight: AttractSight,
  elapsed: number,
): AttractTurn {
  if (state.kind === 'settling') {
    const share = shareIn(sight, story[state.stage]!);
    if (share === undefined) return { state, orders: [] };
    const measured = [...state.measured, share];
    return { state: { ...state, kind: 'showing', measured, shown: 0 }, orders: [{ kind: 'pace', pace: 'watch' }] };
  }
  if (state.kind !== 'showing') return { state, orders: [] };
  const shown = state.shown + Math.min(elapsed, LONGEST_LOOK_MS);
  if (shown < SHOWN_MS) return { state: { ...state, shown }, orders: [] };
  const { stage, measured } = state;
  if (stage + 1 < story.length) return enter(story, stage + 1, measured);
  return { state: { kind: 'ended', stage, measured }, orders: [] };
}

/** The viewer touched something: the machine stays as it is, at a pace at which it can be followed. */
export function handOver(state: AttractState): AttractTurn {
  return { state: ATTRACT_OFF, orders: state.kind === 'settling' ? [{ kind: 'pace', pace: 'watch' }] : [] };
}

function enter(story: readonly Cell[], stage: number, measured: readonly number[]): AttractTurn {
  return {
    state: { kind: 'settling', stage, measured },
    orders: [
      { kind: 'cell', cell: story[stage]! },
      { kind: 'pace', pace: 'settle' },
    ],
  };
}
