import { createStore, type StoreApi } from 'zustand/vanilla';
import { DEFAULT_CONFIG, type MachineConfig } from '../../config/machine-config.ts';
import { filled } from '../../narration/placeholders.ts';
import { machineOf, type Tour, type TourOffer, type TourPace, type TourStep } from '../../narration/tour.ts';
import type { Breakpoint } from '../../protocol/commands.ts';
import { changeMachine, hasSettings } from '../../store/change-machine.ts';
import type { Lab } from '../../store/lab.ts';
import type { LabState } from '../../store/lab-state.ts';
import { listRecordings } from '../../store/own-files.ts';
import { DEFAULT_SPEED, SETTLE_SPEED, speedOf } from '../../store/paces.ts';
import type { Detail } from '../../store/view-state.ts';
import { answer, enterStep, goBack, goOn, observe, type TourPosition, type TourTurn } from '../../store/tour-runner.ts';

/** What a tour shows at the moment. Texts are filled in once, when they are said: figures do not change while one reads. */
export interface TourShown {
  readonly offer: TourOffer;
  readonly tour: Tour;
  readonly position: TourPosition<LabState>;
  readonly text: string;
  readonly prompt: string | undefined;
  /** Said once the step's condition holds. */
  readonly result: string | undefined;
  /** Which choices turned out to be right. */
  readonly right: readonly boolean[] | undefined;
}

/** Takes a viewer through a tour: commands the machine, watches it, and gives back the one they had. */
export interface TourGuide {
  readonly shown: StoreApi<TourShown | undefined>;
  readonly start: (offer: TourOffer, tour: Tour, step?: number) => void;
  readonly answer: (choice: number | undefined) => void;
  readonly next: () => void;
  readonly back: () => void;
  readonly quit: () => void;
}

/** Places on the speed slider: on the way to what a step is about, and while it happens. */
const SPEED: Readonly<Record<TourPace, { readonly approach: number; readonly watch: number }>> = {
  settle: { approach: SETTLE_SPEED, watch: SETTLE_SPEED },
  events: { approach: speedOf({ kind: 'time', rate: 1 / 20_000 }), watch: speedOf({ kind: 'events', perSecond: 10 }) },
  replay: { approach: speedOf({ kind: 'time', rate: 1 }), watch: speedOf({ kind: 'time', rate: 1 }) },
};

const NOTHING_SAID = { text: '', prompt: undefined, result: undefined, right: undefined } as const;

export function createTourGuide({ store, view, actions }: Lab): TourGuide {
  const shown = createStore<TourShown | undefined>(() => undefined);
  /** What the viewer had before. */
  let before: LabState | undefined;
  let detailBefore: Detail = 'simple';
  let unsubscribe: (() => void) | undefined;
  /** Number of a machine that is to be replaced before anything counts. */
  let outgoing: number | undefined;
  /** Whether orders are being carried out: what they change is looked at afterwards. */
  let isBusy = false;

  const isArranged = ({ tour, position }: TourShown, state: LabState): boolean => {
    if (state.machine === outgoing) return false;
    const wanted = wantedOf(tour, position.step);
    const { reportedConfig } = state;
    if (tour.steps[position.step]!.replay === undefined) return hasSettings(reportedConfig, wanted);
    const { setting, strategy, workload } = reportedConfig;
    return workload === 'recording' && setting === wanted.setting && strategy === wanted.strategy;
  };

  const arrange = ({ tour, position }: TourShown, startsOver: boolean): void => {
    const { replay, stopAt, pace = 'settle' } = tour.steps[position.step]!;
    const state = store.getState();
    const isReplaying = state.config.workload === 'recording';
    outgoing = undefined;
    stopOnlyAt(stopAt === undefined ? [] : [stopAt]);
    if (replay === undefined || !isReplaying) changeMachine(actions, state.config, wantedOf(tour, position.step));
    if (replay !== undefined && !isReplaying) void openRecording(replay);
    if (replay !== undefined && isReplaying && startsOver) {
      outgoing = state.machine;
      actions.restartWith({});
    }
    actions.setSpeed(SPEED[pace].approach);
    if (store.getState().run !== 'running') actions.run();
  };

  const stopOnlyAt = (wanted: readonly Breakpoint[]): void => {
    if (wanted.join() !== store.getState().breakpoints.join()) actions.setBreakpoints(wanted);
  };

  const openRecording = async (file: string): Promise<void> => {
    const offers = await listRecordings();
    const offer = offers.find((one) => one.file === file) ?? { file, title: file, description: '', bytes: 0 };
    await actions.openOffer(offer);
  };

  const act = ({ rogue, pace = 'settle' }: TourStep): void => {
    actions.setSpeed(SPEED[pace].watch);
    if (rogue !== undefined) actions.attack(rogue);
  };

  const rest = ({ pace = 'settle' }: TourStep): void => {
    if (pace === 'settle') actions.setSpeed(DEFAULT_SPEED);
    else actions.pause();
  };

  const take = (now: TourShown, { position, orders }: TourTurn<LabState>): void => {
    if (position === now.position) return;
    const state = store.getState();
    const step = now.tour.steps[position.step]!;
    const isNewStep = position.step !== now.position.step;
    const isReached = position.phase === 'reached' && now.position.phase !== 'reached';
    const next: TourShown = {
      ...now,
      position,
      ...(isNewStep && entryWords(step, state)),
      ...(isReached && resultWords(step, state, position.start ?? state)),
    };
    shown.setState(next, true);
    isBusy = true;
    if (isNewStep) {
      const tourPlace = { name: next.offer.name, step: position.step };
      view.setState({ maximized: undefined, tourPlace, detail: step.showsBits === true ? 'full' : detailBefore });
    }
    for (const order of orders) {
      if (order === 'arrange') arrange(next, position.step < now.position.step || state.run === 'finished');
      else if (order === 'rest') rest(step);
      else act(step);
    }
    isBusy = false;
  };

  const look = (): void => {
    const now = shown.getState();
    if (isBusy || now === undefined || now.position.phase === 'asking' || now.position.phase === 'reached') return;
    const state = store.getState();
    const isThere = now.position.phase !== 'arranging' || isArranged(now, state);
    take(now, observe(now.tour.steps, now.position, state, isThere));
  };

  const turn = (move: (now: TourShown) => TourTurn<LabState>): void => {
    const now = shown.getState();
    if (now !== undefined) take(now, move(now));
    look();
  };

  const giveBack = (had: LabState): void => {
    const state = store.getState();
    // A tour that replayed a recording has taken the place of the viewer's own.
    const isGone = had.config.workload === 'recording' && state.recording !== had.recording;
    changeMachine(actions, state.config, isGone ? had.modelledConfig : had.config);
    stopOnlyAt(had.breakpoints);
    actions.setSpeed(had.speed);
    if (had.run === 'running') actions.run();
    else actions.pause();
  };

  return {
    shown,
    start: (offer, tour, step = 0) => {
      if (before === undefined) detailBefore = view.getState().detail;
      before ??= store.getState();
      unsubscribe ??= store.subscribe(look);
      const { position, orders } = enterStep<LabState>(tour.steps, step);
      const nowhere = { ...position, step: -1 };
      take({ offer, tour, ...NOTHING_SAID, position: nowhere }, { position, orders });
    },
    answer: (choice) => turn(({ position }) => answer(position, choice)),
    next: () => turn(({ tour, position }) => goOn(tour.steps, position)),
    back: () => turn(({ tour, position }) => goBack(tour.steps, position)),
    quit: () => {
      unsubscribe?.();
      unsubscribe = undefined;
      shown.setState(undefined, true);
      if (before !== undefined) view.setState({ tourPlace: undefined, detail: detailBefore });
      if (before !== undefined) giveBack(before);
      before = undefined;
    },
  };
}

function wantedOf(tour: Tour, step: number): Partial<MachineConfig> {
  return { ...DEFAULT_CONFIG, ...machineOf(tour, step) };
}

/** What is said when a step begins. */
function entryWords({ text, question }: TourStep, state: LabState): Partial<TourShown> {
  const prompt = question && filled(question.prompt, state, state);
  return { ...NOTHING_SAID, text: filled(text, state, state), prompt };
}

/** What is said when its condition holds. */
function resultWords({ result, question }: TourStep, state: LabState, start: LabState): Partial<TourShown> {
  return {
    result: result === undefined ? undefined : filled(result, state, start),
    right: question?.choices.map(({ isRight }) => isRight(state, start)),
  };
}
