import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MachineConfig } from '../config/machine-config.ts';
import { unpack } from '../protocol/buffers.ts';
import type { Command, SectionName } from '../protocol/commands.ts';
import type { Report } from '../protocol/reports.ts';
import type { ViewVocabulary } from '../settings/moment.ts';
import type { OpenedLink } from '../settings/permalink.ts';
import type { Session } from '../session/session.ts';
import { createActions, type LabActions } from './actions.ts';
import { applyMessage, applyProgress } from './apply-report.ts';
import { FrameOwner } from './frame-owner.ts';
import { initialState, type LabState } from './lab-state.ts';
import { MatrixKeeper } from './matrix-keeper.ts';
import { isReadable, REPLAY_SPEED, SPEED_STOPS } from './paces.ts';
import { linkVocabulary } from './link-vocabulary.ts';
import { ReportRequests } from './report-requests.ts';
import { Watchdog } from './watchdog.ts';
import { createViewStore, type ViewStore } from './view-state.ts';

/** One instance of the page: its state, what can be done, and its frames. Several may live side by side. */
export interface Lab {
  /** The state as of the latest frame. */
  readonly store: StoreApi<LabState>;
  /** The same, renewed at a pace at which words can be read; while one can follow single events, the same moment. */
  readonly calm: StoreApi<LabState>;
  /** How the page is arranged. */
  readonly view: ViewStore;
  readonly actions: LabActions;
  readonly frames: FrameOwner;
  readonly vocabulary: ViewVocabulary;
  /** Another emulator, for what is measured and not shown. */
  readonly createSession: () => Session;
  dispose(): void;
}

export interface LabOptions {
  readonly createSession: () => Session;
  /** The machine to begin with; the library's default unless given. */
  readonly config?: MachineConfig;
  /** What the page is to show at first; without it a machine of `config` that runs. */
  readonly link?: OpenedLink;
  /** Words that links and files may name. */
  readonly vocabulary?: ViewVocabulary;
  /** What the emulator is asked to show. */
  readonly sections: readonly SectionName[];
  /** Whether the viewer asked for reduced motion: the page then changes twice a second. */
  readonly reducedMotion: boolean;
  /** Whether cells of the matrix are measured unasked while the machine runs. */
  readonly fillsMatrix?: boolean;
  /** Milliseconds of wall time. */
  readonly wallTime: () => number;
}

/** Milliseconds between two states that are shown as words. */
const CALM_MS = 400;
const REDUCED_MOTION_MS = 500;

type Progress = Extract<Report, { kind: 'progress' }>;

/** Starts an emulator and connects it with a store: at most one change of the store in an animation frame. */
export function createLab({ createSession, config, sections, reducedMotion, wallTime, ...options }: LabOptions): Lab {
  const { link, vocabulary = linkVocabulary() } = options;
  const store = createStore<LabState>(() => initialState(link?.moment.config ?? config));
  const calm = createStore<LabState>(() => store.getState());
  const frames = new FrameOwner();
  const view = createViewStore();
  const requests = { moment: new ReportRequests('moment'), tables: new ReportRequests('tables-text') };
  let session: Session | undefined;
  let messages: Exclude<Report, { kind: 'progress' }>[] = [];
  let progress: Progress | undefined;
  let calmAt = Number.NEGATIVE_INFINITY;
  let appliedAt = Number.NEGATIVE_INFINITY;

  const settle = (): void => {
    const state = store.getState();
    const readable = state.run !== 'running' || isReadable(SPEED_STOPS[state.speed]!.pace);
    if (!readable && wallTime() - calmAt < CALM_MS && state.machine === calm.getState().machine) return;
    calmAt = wallTime();
    calm.setState(state, true);
  };

  const apply = (): void => {
    let state = store.getState();
    for (const message of messages) state = { ...state, ...applyMessage(state, message) };
    const hasRecording = messages.some(({ kind }) => kind === 'recording-loaded');
    messages = [];
    const report = progress;
    progress = undefined;
    if (report !== undefined) {
      const body = unpack(report.body, report.buffer);
      session?.send({ kind: 'acknowledge', report: report.report, buffer: report.buffer }, [report.buffer]);
      state = { ...state, ...applyProgress(state, report, body) };
      appliedAt = wallTime();
    }
    const matrix = keeper.next(state);
    if (matrix !== state.matrix) state = { ...state, matrix };
    if (state.isBlocked) state = { ...state, isBlocked: false };
    store.setState(state, true);
    settle();
    watchdog.heard();
    if (hasRecording && !actions.recordingCame() && state.speed < REPLAY_SPEED) actions.setSpeed(REPLAY_SPEED);
  };

  const wake = (): void => frames.request('apply', apply);
  const keeper = new MatrixKeeper({
    fillsUnasked: options.fillsMatrix ?? false,
    measure: (command) => actions.measureCells(command),
    wake,
  });

  let isHidden = false;
  const watchdog = new Watchdog({
    wallTime,
    isDue: () => {
      const { run, connection } = store.getState();
      return run === 'running' && connection.kind !== 'crashed' && !isHidden && progress === undefined;
    },
    blocked: () => store.setState({ isBlocked: true }),
  });

  const receive = (report: Report): void => {
    requests.moment.hear(report);
    requests.tables.hear(report);
    watchdog.heard();
    if (report.kind !== 'progress') messages.push(report);
    else progress = report;
    const wait = reducedMotion && report.kind === 'progress' ? appliedAt + REDUCED_MOTION_MS - wallTime() : 0;
    if (wait > 0) frames.requestAfter(wait, 'apply', apply);
    else frames.request('apply', apply);
  };

  try {
    session = createSession();
    session.subscribe(receive);
  } catch (error) {
    receive({ kind: 'crashed', message: String(error), stack: '' });
  }
  const send = (command: Command, transfer?: readonly Transferable[]): void => {
    if (command.kind === 'visibility') isHidden = command.hidden;
    session?.send(command, transfer);
    if (command.kind === 'visibility' || command.kind === 'run') watchdog.heard();
  };
  const actions = createActions(store, send, settle, wake, { view, vocabulary, requests });
  actions.start(sections, link);

  return {
    store,
    calm,
    view,
    vocabulary,
    actions,
    frames,
    createSession,
    dispose: () => {
      keeper.dispose();
      for (const one of Object.values(requests)) one.fail('the emulator was stopped');
      watchdog.dispose();
      session?.dispose();
      frames.dispose();
    },
  };
}
