import type { StoreApi } from 'zustand/vanilla';
import type { Command, Explainable } from '../protocol/commands.ts';
import type { LabState } from './lab-state.ts';
import type { Standing, TravelState } from './travel-state.ts';

/** What a viewer can do with time, besides running. */
export interface TravelActions {
  readonly step: () => void;
  readonly stepBack: () => void;
  /** Goes to a simulated time, ps, and stands still there. */
  readonly seek: (to: number) => void;
  /** Goes to where an event is shown with everything as it was, and keeps in mind where the viewer stood. */
  readonly visitEvent: (sequence: number) => void;
  /** Goes back to where the viewer stood before the first visit. */
  readonly comeBack: () => void;
  /** Goes to the furthest moment of the run. */
  readonly seekEnd: () => void;
  /** Breaks off a journey, or the search for an answer. */
  readonly cancelJourney: () => void;
  /** Asks which event made a cell what it is. @param about the cell in words */
  readonly ask: (what: Explainable, about: string) => void;
  /** What is said about moments has been read. */
  readonly dismiss: (what: 'stop' | 'fork' | 'question') => void;
}

/** The moment that is shown. */
export function standing({ now, travel }: Pick<LabState, 'now' | 'travel'>): Standing {
  return { at: now, event: travel.event };
}

/** Whether nothing lies before what is shown. */
export function isAtStart({ now, travel, history }: Pick<LabState, 'now' | 'travel' | 'history'>): boolean {
  return history !== undefined && now <= history.start && travel.event === undefined;
}

/**
 * @param set changes the page's own state at once
 * @param tell does so, and sends commands
 */
export function createTravelActions(
  store: StoreApi<LabState>,
  set: (change: Partial<LabState>) => void,
  tell: (change: Partial<LabState>, ...commands: readonly Command[]) => void,
): TravelActions {
  const note = (change: Partial<TravelState>): Pick<LabState, 'travel'> => ({
    travel: { ...store.getState().travel, ...change },
  });
  /** Stands still and sends commands. */
  const halt = (change: Partial<TravelState>, ...commands: readonly Command[]): void =>
    tell({ run: 'paused', ...note(change) }, ...commands);
  const PAUSE = { kind: 'pause' } as const;
  const seek = (to: number): void => halt({ left: undefined }, PAUSE, { kind: 'seek', to });
  return {
    step: () => halt({}, { kind: 'step', unit: store.getState().stepUnit }),
    stepBack: () => {
      const state = store.getState();
      if (state.run !== 'running' && isAtStart(state)) return;
      halt({}, { kind: 'step-back', unit: state.stepUnit });
    },
    seek,
    visitEvent: (sequence) => {
      const state = store.getState();
      halt({ left: state.travel.left ?? standing(state) }, PAUSE, { kind: 'seek', toEvent: sequence });
    },
    comeBack: () => {
      const { left } = store.getState().travel;
      if (left === undefined) return;
      const target = left.event === undefined ? { to: left.at } : { toEvent: left.event };
      halt({ left: undefined }, PAUSE, { kind: 'seek', ...target });
    },
    seekEnd: () => seek(store.getState().history?.end ?? 0),
    cancelJourney: () => {
      const { question, journey } = store.getState().travel;
      const isSought = question !== undefined && question.answer === undefined;
      if (journey === undefined && !isSought) return;
      halt({ journey: undefined, question: isSought ? undefined : question }, PAUSE);
    },
    ask: (what, about) => halt({ question: { what, about, answer: undefined } }, PAUSE, { kind: 'explain', what }),
    dismiss: (what) => set(note({ [what]: undefined })),
  };
}
