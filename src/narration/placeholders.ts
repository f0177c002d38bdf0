import { ACT_GROUPS, groupSum, type ActGroupName } from '../config/act-groups.ts';
import type { MemorySection, Metrics, ProtectionSection } from '../protocol/snapshot.ts';
import { sumOfActs } from './bottleneck.ts';
import { axisSpan, compact, counted, integer, percent, plain, span } from './format.ts';
import type { LabView } from './lab-view.ts';
import { explainVerdict } from './rogue-verdict.ts';
import { readsOfLastWalk } from './walk-reads.ts';

type Figure = (view: LabView, start: LabView) => string | undefined;

const metric =
  (show: (metrics: Metrics) => string): Figure =>
  ({ metrics }) =>
    metrics && show(metrics);
const memory =
  (show: (section: MemorySection) => string): Figure =>
  ({ sections }) =>
    sections.memory && show(sections.memory);
const protection =
  (show: (section: ProtectionSection) => string): Figure =>
  ({ sections }) =>
    sections.protection && show(sections.protection);
const optional = <T>(value: T | undefined, show: (value: T) => string): string | undefined =>
  value === undefined ? undefined : show(value);
const tenths = (value: number): string => plain(Math.round(value * 10) / 10);

/** Cycles of a group of acts per frame. */
export function groupCycles({ cyclesPerFrame }: Metrics, name: ActGroupName): number {
  return groupSum(
    ACT_GROUPS.find((group) => group.name === name)!,
    cyclesPerFrame,
  );
}

/** Invalidations of the hardware per frame since a step began. */
export function invalidationsPerFrame(view: LabView, start: LabView): number | undefined {
  const { metrics } = view;
  if (metrics === undefined) return undefined;
  const since = view.machine === start.machine ? start.metrics : undefined;
  const all = (one: Metrics): number => one.pageInvalidations + one.domainInvalidations + one.globalInvalidations;
  const frames = metrics.frames - (since?.frames ?? 0);
  return frames > 0 ? (all(metrics) - (since === undefined ? 0 : all(since))) / frames : undefined;
}

/** Figures that a text can name as `{name}`: each from the state at the moment the text is said. */
export const FIGURES = {
  percent: metric(({ gbps, lineRateGbps }) => percent(gbps / lineRateGbps)),
  gbps: metric(({ gbps }) => `${compact(gbps)} Gb/s`),
  line: metric(({ lineRateGbps }) => `${plain(lineRateGbps)} Gb/s`),
  cycles: metric(({ cyclesPerFrame }) => integer(sumOfActs(cyclesPerFrame))),
  budget: metric(({ cycleBudget }) => integer(cycleBudget)),
  protecting: metric((metrics) => integer(sumOfActs(metrics.cyclesPerFrame) - groupCycles(metrics, 'stack'))),
  'iova-cycles': metric((metrics) => integer(groupCycles(metrics, 'iova'))),
  'table-cycles': metric((metrics) => integer(groupCycles(metrics, 'tables'))),
  'wait-cycles': metric((metrics) => integer(groupCycles(metrics, 'invalidate'))),
  'exit-cycles': metric((metrics) => integer(groupCycles(metrics, 'exits'))),
  exits: metric(({ exitsPerFrame }) => tenths(exitsPerFrame)),
  sidecore: metric(({ sidecoreUtilisation }) => percent(sidecoreUtilisation)),
  reuse: ({ rates }) => optional(rates.reuseRate, percent),
  hits: ({ rates }) => optional(rates.hitRate, percent),
  reads: (view) => optional(readsOfLastWalk(view), integer),
  invalidations: (view, start) => optional(invalidationsPerFrame(view, start), tenths),
  reachable: protection(({ reachablePages }) => counted(reachablePages, 'page')),
  longest: protection(({ longestWindow }) => span(longestWindow)),
  'stale-hits': protection(({ staleHits }) => counted(staleHits, 'time')),
  mapped: protection(({ mappedPages }) => counted(mappedPages, 'page')),
  waiting: ({ sections }) => optional(sections.teardown?.length, integer),
  'age-limit': ({ reportedConfig }) => axisSpan(reportedConfig.ageLimitMicroseconds * 1e6),
  'flush-mark': ({ reportedConfig }) => integer(reportedConfig.flushHighWaterMark),
  'flush-timeout': ({ reportedConfig }) => axisSpan(reportedConfig.flushTimeoutMicroseconds * 1e6),
  'guest-memory': ({ reportedConfig }) => `${plain(reportedConfig.guestMemoryMiB / 1024)} GiB`,
  'host-memory': memory(({ hostFrames }) => `${plain(hostFrames / 2 ** 18)} GiB`),
  pinned: memory(({ pinned }) => counted(pinned, 'page')),
  'pinned-share': memory(({ pinned, framesTotal }) =>
    pinned > 0 && pinned / framesTotal < 0.001 ? 'less than 0.1 %' : percent(pinned / framesTotal),
  ),
  reclaimed: memory(({ reclaimed }) => counted(reclaimed, 'page')),
  'swap-ins': memory(({ swapIns }) => counted(swapIns, 'time')),
  'fit-with': memory(({ guestsThatFitWith }) => integer(guestsThatFitWith)),
  'fit-without': memory(({ guestsThatFitWithout }) => integer(guestsThatFitWithout)),
  verdict: ({ verdict }) => {
    if (verdict === undefined) return undefined;
    const { word, sentence } = explainVerdict(verdict);
    return `${word}. ${sentence}`;
  },
} as const satisfies Record<string, Figure>;

const PLACE = /\{([a-z-]+)\}/g;

/** Names of the figures that a text wants. */
export function figuresIn(text: string): string[] {
  return [...text.matchAll(PLACE)].map(([, name = '']) => name);
}

/** A text with its figures filled in; `…` stands where nothing has been measured. */
export function filled(text: string, view: LabView, start: LabView): string {
  const figures: Readonly<Record<string, Figure>> = FIGURES;
  return text.replace(PLACE, (_, name: string) => figures[name]?.(view, start) ?? '…');
}
