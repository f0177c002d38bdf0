/*
 * A tour as a pure state machine: where the viewer is, what is waited for, and what is to be done next. It knows neither the
 * texts nor the emulator; whoever drives it shows the ones and commands the other.
 */

/** What the runner needs to know of a step. `View` is the live state. */
export interface PlayableStep<View> {
  readonly question?: unknown;
  /** Holds when the step's subject is about to happen. */
  readonly before?: (view: View, start: View) => boolean;
  /** Holds when the step shows what it is about. */
  readonly until?: (view: View, start: View) => boolean;
}

/** A step goes through these in order; one without a question begins by arranging. */
export type TourPhase =
  /** The viewer is asked what will happen. */
  | 'asking'
  /** The machine is on its way to the step's settings. */
  | 'arranging'
  /** The machine has them; the step's subject is not about to happen yet. */
  | 'preparing'
  /** What the step is about has not happened yet. */
  | 'waiting'
  | 'reached';

export interface TourPosition<View> {
  readonly step: number;
  readonly phase: TourPhase;
  /** Number of the choice made; undefined when the viewer did not want to guess, or has not been asked. */
  readonly chosen: number | undefined;
  /** The state from which differences are told: when the machine had become the step's, then when its subject began. */
  readonly start: View | undefined;
}

/** `arrange`: give the machine the step's settings and pace; `act`: let its subject happen; `rest`: the pace for reading. */
export type TourOrder = 'arrange' | 'act' | 'rest';

export interface TourTurn<View> {
  readonly position: TourPosition<View>;
  readonly orders: readonly TourOrder[];
}

const stay = <View>(position: TourPosition<View>): TourTurn<View> => ({ position, orders: [] });

/** Comes to a step. */
export function enterStep<View>(steps: readonly PlayableStep<View>[], step: number): TourTurn<View> {
  const asks = steps[step]!.question !== undefined;
  const position = { step, phase: asks ? 'asking' : 'arranging', chosen: undefined, start: undefined } as const;
  return { position, orders: asks ? [] : ['arrange'] };
}

/** The viewer guesses, or wants to see without guessing. */
export function answer<View>(position: TourPosition<View>, chosen: number | undefined): TourTurn<View> {
  if (position.phase !== 'asking') return stay(position);
  return { position: { ...position, phase: 'arranging', chosen }, orders: ['arrange'] };
}

/**
 * The machine has come to a new state.
 * @param isArranged whether it has the step's settings
 */
export function observe<View>(
  steps: readonly PlayableStep<View>[],
  position: TourPosition<View>,
  view: View,
  isArranged: boolean,
): TourTurn<View> {
  const { before, until } = steps[position.step]!;
  const start = position.start ?? view;
  switch (position.phase) {
    case 'arranging':
      return isArranged ? observe(steps, { ...position, phase: 'preparing', start: view }, view, true) : stay(position);
    case 'preparing':
      if (before !== undefined && !before(view, start)) return stay(position);
      return { position: { ...position, phase: 'waiting', start: view }, orders: ['act'] };
    case 'waiting':
      if (until !== undefined && !until(view, start)) return stay(position);
      return { position: { ...position, phase: 'reached' }, orders: ['rest'] };
    case 'asking':
    case 'reached':
      return stay(position);
    default:
      return position.phase satisfies never;
  }
}

/** On to the next step; a question is answered by the machine alone first. Stays at the last step. */
export function goOn<View>(steps: readonly PlayableStep<View>[], position: TourPosition<View>): TourTurn<View> {
  if (position.phase === 'asking') return answer(position, undefined);
  return position.step + 1 < steps.length ? enterStep(steps, position.step + 1) : stay(position);
}

/** Back to the step before. */
export function goBack<View>(steps: readonly PlayableStep<View>[], position: TourPosition<View>): TourTurn<View> {
  return position.step > 0 ? enterStep(steps, position.step - 1) : stay(position);
}
