import { createStore, type StoreApi } from 'zustand/vanilla';
import { OPENING_STORY } from '../../config/opening-story.ts';
import { captionOf, captionText } from '../../narration/attract-captions.ts';
import {
  advanceAttract,
  ATTRACT_OFF,
  beginAttract,
  handOver,
  type AttractState,
  type AttractTurn,
} from '../../store/attract.ts';
import { changeMachine } from '../../store/change-machine.ts';
import type { Lab } from '../../store/lab.ts';
import { DEFAULT_SPEED, SETTLE_SPEED } from '../../store/paces.ts';

/** What stands on the page while the story is told. The sentence is made once, when its figures are measured. */
export interface AttractShown {
  readonly state: AttractState;
  readonly sentence: string;
}

/** Tells the opening story on a lab with ordinary commands, as fast as its measurements come to rest. */
export interface AttractGuide {
  readonly shown: StoreApi<AttractShown>;
  readonly begin: () => void;
  /** Leaves the machine to the viewer. */
  readonly stop: () => void;
}

export function createAttractGuide({ store, actions }: Lab, wallTime = () => performance.now()): AttractGuide {
  const shown = createStore<AttractShown>(() => ({ state: ATTRACT_OFF, sentence: '' }));
  let unsubscribe: (() => void) | undefined;
  let lookedAt = 0;

  const sentenceOf = (state: AttractState, earlier: AttractShown): string => {
    const before = earlier.state;
    if (state.kind === 'off') return '';
    if (state.kind === 'ended' || (state.kind === before.kind && state.stage === before.stage)) return earlier.sentence;
    const cell = OPENING_STORY[state.stage]!;
    return state.kind === 'settling'
      ? captionOf(cell, OPENING_STORY[state.stage - 1]).announcement
      : captionText(cell, state.measured, store.getState());
  };

  const take = ({ state, orders }: AttractTurn): void => {
    const earlier = shown.getState();
    if (state !== earlier.state) shown.setState({ state, sentence: sentenceOf(state, earlier) }, true);
    for (const order of orders) {
      if (order.kind === 'pace') actions.setSpeed(order.pace === 'settle' ? SETTLE_SPEED : DEFAULT_SPEED);
      else changeMachine(actions, store.getState().config, order.cell);
    }
  };

  const rest = (): void => {
    unsubscribe?.();
    unsubscribe = undefined;
  };

  const look = (): void => {
    const now = wallTime();
    const elapsed = now - lookedAt;
    lookedAt = now;
    take(advanceAttract(shown.getState().state, OPENING_STORY, store.getState(), elapsed));
    if (shown.getState().state.kind === 'ended') rest();
  };

  return {
    shown,
    begin: () => {
      lookedAt = wallTime();
      unsubscribe ??= store.subscribe(look);
      take(beginAttract(OPENING_STORY));
    },
    stop: () => {
      rest();
      take(handOver(shown.getState().state));
    },
  };
}
