import { playsOn } from '../../settings/moment.ts';
import type { Lab } from '../../store/lab.ts';
import type { LabState } from '../../store/lab-state.ts';
import type { ViewState } from '../../store/view-state.ts';

/** Milliseconds between two writes at least. Safari throws at more than 100 in 30 s. */
const PAUSE_MS = 1000;

/** What reads and writes links; fetched when it is first wanted. */
const links = () => import('../../settings/permalink.ts');

/** How a viewer arranges the page: neither the machine nor a story nor a tour does. */
const byHand = ({ maximized, shownPanels, showsTables, numbers }: ViewState): string =>
  JSON.stringify([maximized, shownPanels, showsTables, numbers]);
/** What a viewer chooses on purpose: worth a step back. */
const choicesOf = ({ config }: LabState, view: ViewState): string =>
  JSON.stringify([config, byHand(view), view.tourPlace, view.detail]);
/** What else makes the address another one. Time counts only where it stands still. */
const restOf = ({ run, now, travel, speed, selection }: LabState): string =>
  JSON.stringify([run === 'running' ? 'running' : [now, travel.event], speed, selection]);

export interface AddressOptions {
  readonly lab: Lab;
  /** Shows the page as it is without a link. */
  readonly openPlain: () => void;
}

/**
 * Keeps the address and what is shown together: what a viewer chose is written into the address now and then, and an address
 * that comes by hand, back or forward is opened. Nothing is written before the viewer has chosen something, nor while a story
 * or a run changes the machine by itself. @returns what ends that
 */
export function followAddress({ lab, openPlain }: AddressOptions): () => void {
  const { store, view, actions, vocabulary } = lab;
  let choices = choicesOf(store.getState(), view.getState());
  let rest = restOf(store.getState());
  let isChoice = false;
  let isDue = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  /** Whether an address is about to be opened: it must not be written over. */
  let isOpening = false;
  let hash = location.hash;
  /** The latest command, and how the page was arranged, when the machine began to change by itself. */
  let told: { readonly awaited: number; readonly arranged: string } | undefined;
  const tellNow = () => ({ awaited: store.getState().awaited, arranged: byHand(view.getState()) });
  /** Whether the opening story drives the machine: it does not where it stands still. */
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const isDriven = ({ isStoryOn }: ViewState): boolean => isStoryOn === undefined || (isStoryOn && !isStill);

  /** Takes what is shown as what the address says. */
  const settle = (): void => {
    choices = choicesOf(store.getState(), view.getState());
    rest = restOf(store.getState());
    isChoice = false;
    isDue = false;
  };

  const write = async (): Promise<void> => {
    const moment = await actions.currentMoment();
    const plays = store.getState().run === 'running';
    const { linkHash } = await links();
    const link = linkHash({
      ...moment,
      view: { ...moment.view, plays: plays === playsOn(moment) ? undefined : plays },
    });
    // A longer run is a matter for a file; the address stays at its last link.
    if (isOver || isOpening || link.kind !== 'link' || link.hash === hash) return;
    hash = link.hash;
    if (isChoice) history.pushState(null, '', hash);
    else history.replaceState(history.state, '', hash);
    isChoice = false;
  };

  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (!isDue || isOver) return;
      isDue = false;
      // Where no address can be written, as in some frames, the page goes on without.
      write().then(
        () => isDue && later(),
        () => undefined,
      );
    }, PAUSE_MS);
  };

  const look = (): void => {
    if (isOpening) return;
    const state = store.getState();
    const arrangement = view.getState();
    const { isUnderWay, wanting } = state.arrival;
    if (isUnderWay || wanting !== undefined || isDriven(arrangement)) {
      // The machine changes by itself: only a command or an arrangement of the viewer's is a choice.
      told ??= tellNow();
      return;
    }
    if (told !== undefined) {
      const isArranged = told.arranged !== byHand(arrangement);
      const isChosen = isArranged || (told.awaited !== state.awaited && hash !== '');
      told = undefined;
      settle();
      if (!isChosen) return;
      choices = '';
    }
    const [nextChoices, nextRest] = [choicesOf(state, arrangement), restOf(state)];
    if (nextChoices === choices && nextRest === rest) return;
    // Until something is chosen the address stays plain.
    if (nextChoices === choices && hash === '') {
      rest = nextRest;
      return;
    }
    isChoice ||= nextChoices !== choices;
    [choices, rest] = [nextChoices, nextRest];
    isDue = true;
    later();
  };

  const open = async (): Promise<void> => {
    if (location.hash === hash) return;
    hash = location.hash;
    const wanted = hash;
    isDue = false;
    isOpening = true;
    const code = await links().catch(() => undefined);
    if (isOver || hash !== wanted) return;
    isOpening = false;
    if (code === undefined) {
      const reason = 'the code that reads addresses could not be fetched: reload the page';
      store.setState(({ arrival }) => ({ arrival: { ...arrival, refused: { name: 'The address', reason } } }));
      return;
    }
    const link = code.readLink(hash, vocabulary);
    if (link === undefined) openPlain();
    else actions.openMoment(link.moment, link.notes);
    told = tellNow();
    isDue = false;
  };
  const onHash = (): void => void open();

  // A viewer may choose before the emulator has said anything.
  look();
  const stopState = store.subscribe(look);
  const stopView = view.subscribe(look);
  addEventListener('hashchange', onHash);
  return () => {
    isOver = true;
    clearTimeout(timer);
    stopState();
    stopView();
    removeEventListener('hashchange', onHash);
  };
}
