import { SETTINGS, STRATEGIES, WORKLOADS } from '../../config/identifiers.ts';
import { BREAKPOINT_LABEL } from '../../narration/moment-words.ts';
import { SETTING_LABEL, STRATEGY_LABEL, WORKLOAD_LABEL } from '../../narration/names.ts';
import { seekKind } from '../panels/log/seek-kind.ts';
import { BREAKPOINTS, type Breakpoint, type StepUnit } from '../../protocol/commands.ts';
import { linkPanel } from '../../store/link-panels.ts';
import { SPEED_STOPS } from '../../store/paces.ts';
import { askAboutChosen } from '../../store/pointing.ts';
import type { Lab } from '../../store/lab.ts';
import { playStory, showCosts, showTours } from '../../store/story-actions.ts';
import type { PageWish } from '../../store/view-state.ts';
import { ATTACKS } from '../../narration/rogue-verdict.ts';

/** Something a viewer can do by name or by key. */
export interface PageCommand {
  readonly label: string;
  /** The key as `KeyboardEvent.key` says it, and as it is written. */
  readonly key?: string;
  readonly shownKey?: string;
  /** Whether Ctrl (or Command) is held, and whether Shift is. */
  readonly held?: 'Ctrl' | 'Ctrl Shift';
  readonly perform: () => void;
}

/** Panels that can fill the page, by name. */
export const LARGE_PANELS = {
  'data-path': 'Data path',
  throughput: 'Throughput',
  tables: 'Page tables',
  teardown: 'Teardown queue',
  iotlb: 'IOTLB',
  protection: 'Protection and memory',
  registers: 'Invalidation queue and registers',
  log: 'Log',
} as const;

/** Lets a panel fill the page, which must be among those that are shown. */
const showLarge = (view: Lab['view'], maximized: string) => (): void =>
  view.setState(({ shownPanels }) => ({
    maximized,
    ...(shownPanels?.includes(linkPanel(maximized)) === false && { shownPanels: undefined }),
  }));

/** Everything that can be done without pointing at it. */
export function pageCommands(lab: Lab): readonly PageCommand[] {
  const { store, actions, view } = lab;
  const faster = (by: number) => (): void =>
    actions.setSpeed(Math.min(SPEED_STOPS.length - 1, Math.max(0, store.getState().speed + by)));
  const stepBy = (unit: StepUnit, go: () => void) => (): void => {
    actions.setStepUnit(unit);
    go();
  };
  const wish = (name: PageWish) => (): void => view.setState({ wish: name });
  const save = (name: PageWish) => (): void => {
    if (view.getState().maximized !== undefined) wish(name)();
  };
  const toggleStop = (name: Breakpoint) => (): void => {
    const { breakpoints } = store.getState();
    actions.setBreakpoints(BREAKPOINTS.filter((one) => breakpoints.includes(one) !== (one === name)));
  };
  return [
    {
      label: 'Run or pause',
      key: ' ',
      shownKey: 'Space',
      perform: () => (store.getState().run === 'running' ? actions.pause() : actions.run()),
    },
    { label: 'Step', key: 'ArrowRight', shownKey: '→', perform: actions.step },
    { label: 'Step back', key: 'ArrowLeft', shownKey: '←', perform: actions.stepBack },
    { label: 'Step one event', key: 'e', perform: stepBy('event', actions.step) },
    { label: 'Step one operation', key: 'o', perform: stepBy('operation', actions.step) },
    { label: 'Step one frame', key: 'f', perform: stepBy('frame', actions.step) },
    { label: 'Step back one event', key: 'E', perform: stepBy('event', actions.stepBack) },
    { label: 'Step back one operation', key: 'O', perform: stepBy('operation', actions.stepBack) },
    { label: 'Step back one frame', key: 'F', perform: stepBy('frame', actions.stepBack) },
    { label: 'To the latest moment', key: 'End', perform: actions.seekEnd },
    { label: 'Back to where I was', key: 'Backspace', shownKey: '⌫', perform: actions.comeBack },
    { label: 'Why is it so? (the cell that is chosen)', key: 'w', perform: () => askAboutChosen(lab) },
    { label: 'Later event of the marked kind in the log', key: 'n', perform: () => seekKind(lab, 1) },
    { label: 'Earlier event of the marked kind in the log', key: 'p', perform: () => seekKind(lab, -1) },
    {
      label: 'Go to the moment of the event that is marked in the log',
      key: 'm',
      perform: () => {
        const { soughtEvent } = view.getState();
        if (soughtEvent !== undefined) actions.visitEvent(soughtEvent);
      },
    },
    { label: 'Undo the latest change', key: 'z', held: 'Ctrl', shownKey: 'Ctrl Z', perform: actions.undo },
    { label: 'Redo', key: 'z', held: 'Ctrl Shift', shownKey: 'Ctrl Shift Z', perform: actions.redo },
    { label: 'Break off a journey through time', key: 'x', perform: actions.cancelJourney },
    { label: 'Faster', key: '+', perform: faster(1) },
    { label: 'Slower', key: '-', perform: faster(-1) },
    {
      label: 'Tables or pictures',
      key: 'T',
      perform: () => view.setState(({ showsTables }) => ({ showsTables: !showsTables })),
    },
    {
      label: 'Addresses in decimal or hexadecimal',
      key: 'd',
      perform: () => view.setState(({ numbers }) => ({ numbers: numbers === 'hex' ? 'decimal' : 'hex' })),
    },
    {
      label: 'All panels',
      key: 'Escape',
      shownKey: 'Esc',
      perform: () =>
        view.setState(({ maximized }) =>
          maximized === undefined ? { shownPanels: undefined } : { maximized: undefined },
        ),
    },
    {
      label: 'Compare: two machines on the same input',
      key: 'c',
      perform: () => view.setState({ maximized: 'compare' }),
    },
    {
      label: 'All figures of every setting and strategy',
      key: 'a',
      perform: () => view.setState({ maximized: 'matrix-figures' }),
    },
    {
      label: 'Cost and exposure of every strategy for the recording',
      perform: () => view.setState({ maximized: 'assessment' }),
    },
    { label: 'Tours', key: 't', perform: () => showTours(view) },
    {
      label: 'Every bit, or what it means',
      key: 'b',
      perform: () => view.setState(({ detail }) => ({ detail: detail === 'full' ? 'simple' : 'full' })),
    },
    { label: 'Share: a link to this moment, a snippet, files', key: 's', perform: wish('share') },
    { label: 'Settings', key: ',', perform: wish('settings') },
    { label: 'Open a recording or a run file', perform: wish('open-file') },
    { label: 'Prices and their sources', perform: () => showCosts(view) },
    { label: 'Tell the opening story', perform: () => playStory(view) },
    ...Object.entries(LARGE_PANELS).map(([maximized, label], i) => ({
      label: `Maximize ${label}`,
      key: String(i + 1),
      perform: showLarge(view, maximized),
    })),
    { label: 'Save the panel that fills the page as SVG', perform: save('save-svg') },
    { label: 'Save the panel that fills the page as PNG', perform: save('save-png') },
    ...ATTACKS.map(({ target, label }) => ({ label: `Rogue DMA: ${label}`, perform: () => actions.attack(target) })),
    ...BREAKPOINTS.map((name) => ({
      label: `Stop, or not, at ${BREAKPOINT_LABEL[name]}`,
      perform: toggleStop(name),
    })),
    { label: 'End the comparison', perform: () => actions.compare() },
    ...WORKLOADS.filter((name) => name !== 'recording').map((name) => ({
      label: `Workload: ${WORKLOAD_LABEL[name]}`,
      perform: () => actions.chooseWorkload(name),
    })),
    ...SETTINGS.flatMap((setting) =>
      STRATEGIES.filter((strategy) => setting !== 'direct' || strategy === 'passthrough').map((strategy) => ({
        label: `${SETTING_LABEL[setting]}, ${STRATEGY_LABEL[strategy]}`,
        perform: () => actions.chooseCell(setting, strategy),
      })),
    ),
  ];
}
