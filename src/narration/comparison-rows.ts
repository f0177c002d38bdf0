import { ACT_GROUPS, groupSum } from '../config/act-groups.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import type { MemorySection, Metrics, ProtectionSection } from '../protocol/snapshot.ts';
import { compact, integer, percent } from './format.ts';
import { unitOf } from './units.ts';

/** What is known of one of two machines. */
export interface ComparedMachine {
  readonly config: MachineConfig;
  readonly metrics: Metrics;
  readonly protection: ProtectionSection | undefined;
  readonly memory: MemorySection | undefined;
}

/** One figure of two machines. */
export interface ComparedRow {
  readonly name: string;
  /** Part of the figure above. */
  readonly isPart: boolean;
  readonly first: string;
  readonly second: string;
  /** The second against the first: `+58.3 points`, `×5.6`, `÷3.1`, `+12`, `same`. */
  readonly difference: string;
  readonly change: 'more' | 'less' | 'same';
  /** Both as shares of the longer bar, 0 … 1. */
  readonly firstShare: number;
  readonly secondShare: number;
}

/** Reasons that cost less than this share of a frame on both sides are left out. */
const SMALLEST_SHARE = 0.005;

interface Figure {
  readonly name: string;
  readonly isPart?: boolean;
  /** `share`: 0 … 1, differences in points; `amount`: differences as factors. */
  readonly kind: 'share' | 'amount';
  /** `all` where nothing protects: everything is reachable. */
  readonly of: (machine: ComparedMachine) => number | 'all' | undefined;
  readonly show: (value: number) => string;
}

/** A figure of exposure, which says nothing where nothing protects. */
const exposure =
  (of: (section: ProtectionSection) => number) =>
  ({ config, protection }: ComparedMachine): number | 'all' | undefined =>
    config.setting === 'direct' || config.strategy === 'passthrough' ? 'all' : protection && of(protection);

const ratio = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);

/** The figures of two machines side by side; what neither has is left out. */
export function comparisonRows(first: ComparedMachine, second: ComparedMachine): readonly ComparedRow[] {
  const unit = unitOf(first.config.workload);
  const spent = (machine: ComparedMachine): number =>
    ACT_GROUPS.reduce((sum, group) => sum + groupSum(group, machine.metrics.cyclesPerFrame), 0);
  const most = Math.max(spent(first), spent(second));
  const reasons = ACT_GROUPS.map((group): Figure => ({
    name: group.label,
    isPart: true,
    kind: 'amount',
    of: ({ metrics }) => groupSum(group, metrics.cyclesPerFrame),
    show: integer,
  })).filter(({ of }) => Math.max(numberOf(of(first)), numberOf(of(second))) > SMALLEST_SHARE * most);
  const figures: Figure[] = [
    {
      name: `Throughput, of the ${unit.limit} rate`,
      kind: 'share',
      of: ({ metrics }) => ratio(metrics.gbps, metrics.lineRateGbps),
      show: percent,
    },
    { name: `Cycles per ${unit.one}, guest core`, kind: 'amount', of: spent, show: integer },
    ...reasons,
    { name: `Exits per ${unit.one}`, kind: 'amount', of: ({ metrics }) => metrics.exitsPerFrame, show: compact },
    {
      name: `Invalidations per ${unit.one} so far`,
      kind: 'amount',
      of: ({ metrics: m }) => ratio(m.pageInvalidations + m.domainInvalidations + m.globalInvalidations, m.frames),
      show: compact,
    },
    {
      name: 'Maps that took a mapping back so far',
      kind: 'share',
      of: ({ metrics }) => ratio(metrics.reused, metrics.maps),
      show: percent,
    },
    {
      name: 'IOTLB hits so far',
      kind: 'share',
      of: ({ metrics: m }) => ratio(m.iotlbHits, m.iotlbHits + m.iotlbMisses),
      show: percent,
    },
    {
      name: 'Stale pages now: unmapped, yet reachable',
      kind: 'amount',
      of: exposure(({ reachablePages }) => reachablePages),
      show: integer,
    },
    {
      name: 'Stale pages, most at once',
      kind: 'amount',
      of: exposure(({ peakReachablePages }) => peakReachablePages),
      show: integer,
    },
    {
      name: 'Stale pages × milliseconds so far',
      kind: 'amount',
      of: exposure(({ pageMilliseconds }) => pageMilliseconds),
      show: compact,
    },
    { name: 'Pages mapped now', kind: 'amount', of: ({ protection }) => protection?.mappedPages, show: integer },
    { name: 'Page frames pinned now', kind: 'amount', of: ({ metrics }) => metrics.pinnedPages, show: integer },
    { name: 'Guest core busy', kind: 'share', of: ({ metrics }) => metrics.coreUtilisation, show: percent },
    { name: 'Sidecore busy', kind: 'share', of: ({ metrics }) => metrics.sidecoreUtilisation, show: percent },
  ];
  return figures.flatMap((figure) => rowOf(figure, first, second) ?? []);
}

const numberOf = (value: number | 'all' | undefined): number => (typeof value === 'number' ? value : 0);

function rowOf(figure: Figure, first: ComparedMachine, second: ComparedMachine): ComparedRow | undefined {
  const [one, other] = [figure.of(first), figure.of(second)];
  if (one === undefined && other === undefined) return undefined;
  const show = (value: typeof one): string =>
    value === undefined ? '–' : value === 'all' ? 'all, always' : figure.show(value);
  const [a, b] = [numberOf(one), numberOf(other)];
  const longest = figure.kind === 'share' ? 1 : Math.max(a, b, Number.MIN_VALUE);
  const share = (value: typeof one): number => (value === 'all' ? 1 : numberOf(value) / longest);
  return {
    name: figure.name,
    isPart: figure.isPart ?? false,
    first: show(one),
    second: show(other),
    ...(one === 'all' || other === 'all' ? unlike(one, other) : differenceOf(figure.kind, a, b)),
    firstShare: share(one),
    secondShare: share(other),
  };
}

function unlike(one: unknown, other: unknown): Pick<ComparedRow, 'difference' | 'change'> {
  if (one === other) return { difference: 'same', change: 'same' };
  return other === 'all'
    ? { difference: 'everything', change: 'more' }
    : { difference: 'no longer all', change: 'less' };
}

/** What the second has over the first, as a number. */
export function differenceOf(
  kind: 'share' | 'amount',
  first: number,
  second: number,
): Pick<ComparedRow, 'difference' | 'change'> {
  const by = second - first;
  const sign = by < 0 ? '−' : '+';
  const words = kind === 'share' ? points(Math.abs(by), sign) : factor(first, second, sign);
  return words === undefined
    ? { difference: 'same', change: 'same' }
    : { difference: words, change: by < 0 ? 'less' : 'more' };
}

function points(by: number, sign: string): string | undefined {
  const rounded = Math.round(by * 1000) / 10;
  return rounded === 0 ? undefined : `${sign}${rounded.toLocaleString('en', { minimumFractionDigits: 1 })} points`;
}

function factor(first: number, second: number, sign: string): string | undefined {
  const [less, more] = [Math.min(first, second), Math.max(first, second)];
  if (less === more) return undefined;
  if (less <= 0) return `${sign}${more >= 100 ? integer(more) : compact(more)}`;
  const times = more / less;
  if (times < 1.005) return undefined;
  return `${second > first ? '×' : '÷'}${times >= 1000 ? integer(times) : compact(times)}`;
}
