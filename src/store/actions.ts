import type { StoreApi } from 'zustand/vanilla';
import type { Setting, Strategy, WorkloadName } from '../config/identifiers.ts';
import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';
import type { Breakpoint, Command, RogueTarget, SectionName, StepUnit } from '../protocol/commands.ts';
import type { OpenedLink } from '../settings/permalink.ts';
import type { LabState, Selection } from './lab-state.ts';
import { DEFAULT_SPEED, SPEED_STOPS } from './paces.ts';
import { createMomentActions, type MomentActionParts, type MomentActions } from './moment-actions.ts';
import { createSideActions, type SideActions } from './side-actions.ts';
import { AT_HOME } from './travel-state.ts';
import { createTravelActions, type TravelActions } from './travel-actions.ts';

/** Everything a viewer can do. Each action is a command to the emulator, a change of the page's own state, or both. */
export interface LabActions extends TravelActions, Omit<SideActions, 'openFile'>, MomentActions {
  /** Makes a machine with the present configuration and starts it, or opens a moment. */
  readonly start: (sections: readonly SectionName[], link?: OpenedLink) => void;
  readonly run: () => void;
  readonly pause: () => void;
  /** Chooses what stops a run. */
  readonly setBreakpoints: (on: readonly Breakpoint[]) => void;
  readonly setSpeed: (stop: number) => void;
  readonly setStepUnit: (unit: StepUnit) => void;
  readonly chooseStrategy: (strategy: Strategy) => void;
  /** A setting and a strategy at once; where the running machine cannot take the setting, a new one starts. */
  readonly chooseCell: (setting: Setting, strategy: Strategy) => void;
  readonly chooseWorkload: (workload: WorkloadName) => void;
  /** Changes what can change while the machine runs. */
  readonly adjust: (change: Partial<LiveSettings>) => void;
  /** Goes back to the run before the latest change, at the moment where it stood. Nothing when nothing was changed. */
  readonly undo: () => void;
  /** Goes to where `undo` came from. */
  readonly redo: () => void;
  /** Changes what needs a new machine. */
  readonly restartWith: (change: Partial<MachineConfig>) => void;
  readonly watch: (sections: readonly SectionName[]) => void;
  readonly setHidden: (hidden: boolean) => void;
  readonly attack: (target: RogueTarget) => void;
  readonly select: (selection: Selection) => void;
  readonly setLogFilter: (filter: string) => void;
  readonly dismissRejection: () => void;
}

export function createActions(
  store: StoreApi<LabState>,
  post: (command: Command, transfer?: readonly Transferable[]) => void,
  settle: () => void,
  /** Has the state looked at again in a frame. */
  wake: () => void,
  moments: Pick<MomentActionParts, 'view' | 'vocabulary' | 'requests'>,
): LabActions {
  /** Changes the page's own state, words included, at once. */
  const set = (change: Partial<LabState>): void => {
    store.setState(change);
    settle();
  };
  let sent = 0;
  const send = (command: Command, transfer?: readonly Transferable[]): void => {
    sent += 1;
    post(command, transfer);
  };
  /** Sends commands whose effect the page shows at once; the emulator's word counts again from the last of them on. */
  const tell = (change: Partial<LabState>, ...commands: readonly Command[]): void => {
    set({ ...change, awaited: sent + commands.length });
    for (const command of commands) send(command);
  };
  const pace = () => SPEED_STOPS[store.getState().speed]!.pace;
  const go = (): void => {
    const { travel } = store.getState();
    const unsaid = { stop: undefined, impasse: undefined, fork: undefined, question: undefined, journey: undefined };
    tell({ run: 'running', travel: { ...travel, ...unsaid } }, { kind: 'run', pace: pace() });
  };
  /** What stood in the way is no longer said: something is changed. */
  const understood = (): Partial<LabState> => ({
    rejection: undefined,
    travel: { ...store.getState().travel, impasse: undefined },
  });
  const configure = (change: Partial<MachineConfig>): void => {
    const config = { ...store.getState().config, ...change };
    tell({ config, ...understood() }, { kind: 'configure', config });
    if (store.getState().run !== 'paused') go();
  };
  const run = (): void => {
    // What has come to its end begins again.
    if (store.getState().run === 'finished') configure({});
    else go();
  };

  const choose = (change: Partial<LiveSettings>): void => {
    if (store.getState().run === 'finished') configure(change);
    else adjust(change);
  };
  const adjust = (change: Partial<LiveSettings>): void => {
    const config = { ...store.getState().config, ...change };
    tell({ config, ...understood() }, { kind: 'adjust', change });
  };

  const goBack = (kind: 'undo' | 'redo'): void => {
    if ((store.getState().history?.[kind] ?? 0) === 0) return;
    tell({ run: 'paused', rejection: undefined, travel: AT_HOME }, { kind });
  };

  const { openFile: openRecording, ...sideActions } = createSideActions({ store, set, send, wake });
  const momentActions = createMomentActions({ ...moments, store, set, send, tell, openRecording });

  return {
    ...sideActions,
    ...momentActions,
    start: (sections, link) => {
      // Watched before it is there, so that a moment is sent once.
      if (link !== undefined) momentActions.openMoment(link.moment, link.notes);
      else send({ kind: 'configure', config: store.getState().config });
      send({ kind: 'watch', sections });
      if (link === undefined) go();
    },
    run,
    pause: () => tell({ run: 'paused' }, { kind: 'pause' }),
    ...createTravelActions(store, set, tell),
    setBreakpoints: (breakpoints) => {
      set({ breakpoints });
      send({ kind: 'breakpoints', on: breakpoints });
    },
    setSpeed: (speed) => {
      set({ speed });
      if (store.getState().run === 'running') send({ kind: 'run', pace: pace() });
    },
    setStepUnit: (stepUnit) => set({ stepUnit }),
    chooseStrategy: (strategy) => choose({ strategy }),
    chooseCell: (setting, strategy) => choose({ setting, strategy }),
    chooseWorkload: (workload) => {
      const { config, modelledConfig } = store.getState();
      if (config.workload === 'recording') {
        set({ speed: DEFAULT_SPEED });
        configure({ ...modelledConfig, strategy: config.strategy, workload });
      } else adjust({ workload });
    },
    adjust,
    undo: () => goBack('undo'),
    redo: () => goBack('redo'),
    restartWith: configure,
    watch: (sections) => send({ kind: 'watch', sections }),
    setHidden: (hidden) => send({ kind: 'visibility', hidden }),
    attack: (target) => send({ kind: 'rogue', target }),
    select: (selection) => set({ selection }),
    setLogFilter: (logFilter) => set({ logFilter }),
    dismissRejection: () => set({ rejection: undefined }),
  };
}
