import type { StoreApi } from 'zustand/vanilla';
import type { Command, TablesName } from '../protocol/commands.ts';
import { playsOn, PLAIN_VIEW, printableName, type Moment, type View, type ViewVocabulary } from '../settings/moment.ts';
import type { OpenedLink } from '../settings/permalink.ts';
import { ARRIVED, type Arrival } from './arrival.ts';
import type { LabState } from './lab-state.ts';
import { linkPanel, panelOfLink } from './link-panels.ts';
import { listRecordings, readRecording } from './own-files.ts';
import type { ReportRequests } from './report-requests.ts';
import { DEFAULT_SPEED, SPEED_STOPS } from './paces.ts';
import type { RecordingOffer } from './recordings.ts';
import type { ViewState, ViewStore } from './view-state.ts';

/** What can be done with moments: taken for a link or a file, and opened again. */
export interface MomentActions {
  /** The moment that is shown and how it is looked at, once the machine has got where it goes. @throws without an emulator */
  readonly currentMoment: () => Promise<Moment>;
  /**
   * Every table of a side as text, once the machine has got where it goes, and the simulated time of that, ps.
   * @throws without an emulator
   */
  readonly writeTables: (side: TablesName) => Promise<{ readonly text: string; readonly now: number }>;
  /** Opens a moment in the place of the present machine. @param notes what of its link was not taken */
  readonly openMoment: (moment: Moment, notes?: OpenedLink['notes']) => void;
  /** Opens what a viewer brings: a run file, or a recording. */
  readonly openFile: (file: File) => Promise<void>;
  /** A recording has been loaded. @returns whether it is the one that a moment waited for, which the emulator now opens */
  readonly recordingCame: () => boolean;
  /** The notes on the link have been read, or the recording that it needs will not come. */
  readonly dismissArrival: () => void;
}

/** What the actions act on. */
export interface MomentActionParts {
  readonly store: StoreApi<LabState>;
  readonly view: ViewStore;
  readonly vocabulary: ViewVocabulary;
  readonly set: (change: Partial<LabState>) => void;
  readonly send: (command: Command, transfer?: readonly Transferable[]) => void;
  readonly tell: (change: Partial<LabState>, ...commands: readonly Command[]) => void;
  readonly requests: { readonly moment: ReportRequests<'moment'>; readonly tables: ReportRequests<'tables-text'> };
  /** Begins to read a recording. */
  readonly openRecording: (file: File) => void;
}

/** How the page is looked at, as links and files have it. */
export function viewOf(state: LabState, arrangement: ReturnType<ViewStore['getState']>): View {
  const { maximized, shownPanels, tourPlace, showsTables, numbers, detail } = arrangement;
  return {
    ...PLAIN_VIEW,
    selection: state.selection,
    panels: shownPanels,
    tour: tourPlace,
    large: maximized === undefined ? undefined : linkPanel(maximized),
    speed: state.speed === DEFAULT_SPEED ? undefined : SPEED_STOPS[state.speed]!.name,
    shows: showsTables ? 'tables' : undefined,
    numbers: numbers === 'hex' ? undefined : numbers,
    detail: detail === 'simple' ? undefined : detail,
  };
}

/** The page as a link or file wants it arranged. A panel that is to fill the page is always among those shown. */
export function arrangementOf({ large, panels, shows, numbers, detail }: View): Partial<ViewState> {
  const isMissing = large !== undefined && panels?.includes(large) === false;
  return {
    maximized: large === undefined ? undefined : panelOfLink(large),
    shownPanels: isMissing ? [...panels, large] : panels,
    showsTables: shows === 'tables',
    numbers: numbers === 'decimal' ? 'decimal' : 'hex',
    detail: detail === 'full' ? 'full' : 'simple',
  };
}

export function createMomentActions(parts: MomentActionParts): MomentActions {
  const { store, view, vocabulary, set, send, tell, requests, openRecording } = parts;

  const arrive = (change: Partial<Arrival>): void => set({ arrival: { ...store.getState().arrival, ...change } });

  /** Shows the moment's view, and has the emulator go there by commands. */
  const go = (moment: Moment, ...commands: readonly Command[]): void => {
    const { speed, tour, selection } = moment.view;
    const stop = speed === undefined ? DEFAULT_SPEED : vocabulary.speeds.indexOf(speed);
    const plays = playsOn(moment);
    view.setState({
      ...arrangementOf(moment.view),
      isStoryOn: false,
      ...(tour === undefined ? {} : { tourWish: { kind: 'take', place: tour } }),
    });
    const shown = { config: moment.config, run: plays ? 'running' : 'paused', speed: stop, selection } as const;
    const run = { kind: 'run', pace: SPEED_STOPS[stop]!.pace } as const;
    const arrival = { ...store.getState().arrival, wanting: undefined, isUnderWay: true };
    tell({ ...shown, arrival, rejection: undefined }, ...commands, ...(plays ? [run] : []));
  };
  const goByItself = (moment: Moment): void => {
    const { view: _view, ...bare } = moment;
    go(moment, { kind: 'open', moment: bare });
  };

  /** Goes to a moment of a recording: the one that is loaded, one that comes with the page, or one that is asked for. */
  const goWithRecording = async (moment: Moment): Promise<void> => {
    const wanted = moment.recording!;
    if (store.getState().loadedHash === wanted.hash) {
      goByItself(moment);
      return;
    }
    const offers = await listRecordings();
    const offer = offers.find(({ title, file }) => printableName(title) === wanted.name || file === wanted.name);
    if (offer === undefined) arrive({ wanting: moment });
    else await load(offer, moment);
  };
  const load = async ({ title: name, file }: RecordingOffer, moment: Moment): Promise<void> => {
    set({ recording: { kind: 'reading', name, share: 0 } });
    try {
      loadFor(moment, name, await readRecording(file));
    } catch {
      set({ recording: { kind: 'none' } });
      arrive({ wanting: moment });
    }
  };
  const loadFor = (moment: Moment, name: string, bytes: ArrayBuffer | File): void => {
    const { view: _view, ...bare } = moment;
    set({ recording: { kind: 'reading', name, share: 0 }, arrival: { ...store.getState().arrival, wanting: moment } });
    send({ kind: 'load-recording', name, bytes, moment: bare }, bytes instanceof ArrayBuffer ? [bytes] : []);
  };

  const openMoment: MomentActions['openMoment'] = (moment, notes = []) => {
    set({ arrival: { ...ARRIVED, notes } });
    if (moment.config.workload !== 'recording') goByItself(moment);
    else if (moment.recording !== undefined) void goWithRecording(moment);
    else {
      const message = 'the recording that is replayed is not named: another workload takes its place';
      set({ arrival: { ...ARRIVED, notes: [...notes, { field: 'recording', message }] } });
      goByItself({ ...moment, config: { ...moment.config, workload: 'transmit' } });
    }
  };

  return {
    currentMoment: async () => {
      const moment = (await requests.moment.ask(() => send({ kind: 'tell-moment' }))).moment;
      const { recording } = moment;
      const named = recording && { ...recording, name: printableName(recording.name) };
      return { ...moment, recording: named, view: viewOf(store.getState(), view.getState()) };
    },
    writeTables: (side) => requests.tables.ask(() => send({ kind: 'write-tables', side })),
    openMoment,
    openFile: async (file) => {
      const code = await import('./run-file-opening.ts').catch(() => undefined);
      if (code === undefined) {
        arrive({ refused: { name: file.name, reason: 'the code that reads files could not be fetched: try again' } });
        return;
      }
      const read = await code.readRunFile(file, vocabulary);
      const { wanting } = store.getState().arrival;
      if (read.kind === 'run') openMoment(read.moment);
      else if (read.kind === 'damaged') arrive({ refused: { name: file.name, reason: read.reason } });
      else if (wanting === undefined) openRecording(file);
      else loadFor(wanting, file.name, file);
    },
    recordingCame: () => {
      const { wanting } = store.getState().arrival;
      if (wanting !== undefined) go(wanting);
      return wanting !== undefined;
    },
    dismissArrival: () => set({ arrival: ARRIVED }),
  };
}
