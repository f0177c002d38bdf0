import { STRATEGIES, type Setting, type Strategy } from '../config/identifiers.ts';
import { DEFAULT_CONFIG, type MachineConfig } from '../config/machine-config.ts';
import { cellStatus, PAPER_PERCENT, type CellStatus } from '../config/paper-results.ts';
import { measureAll } from './measure-all.ts';
import type { MeasuringSpan, SteadyState } from './steady-state.ts';

/** A setting and a strategy that are measured together. */
export interface CellName {
  readonly setting: Setting;
  readonly strategy: Strategy;
}

const PAPER_SETTINGS = ['bare-metal', 'samecore', 'sidecore'] as const;
const PAPER_STRATEGIES = ['strict', 'deferred', 'optimistic'] as const;

/** The matrix of the paper, row by row. */
export const PAPER_CELLS: readonly CellName[] = PAPER_SETTINGS.flatMap((setting) =>
  PAPER_STRATEGIES.map((strategy) => ({ setting, strategy })),
);

/** What else can be asked of the same machine. Without a vIOMMU there is no choice of strategy. */
export const FURTHER_CELLS: readonly CellName[] = [
  ...PAPER_SETTINGS.flatMap((setting) =>
    STRATEGIES.filter((strategy) => !PAPER_STRATEGIES.some((name) => name === strategy)).map((strategy) => ({
      setting,
      strategy,
    })),
  ),
  { setting: 'direct', strategy: 'passthrough' },
];

/** Mean over the seeds of what a cell does; `reproduce --json` prints these. */
export interface CellResult extends CellName {
  /** Null where nothing was published. */
  readonly paperPercent: number | null;
  readonly status: CellStatus;
  readonly emulatedPercent: number;
  /** Largest percentage of a seed minus the smallest. */
  readonly spread: number;
  readonly gbps: number;
  readonly framesPerSecond: number;
  /** Cycles of the guest's core. */
  readonly cyclesPerFrame: number;
  /** VM exits by register accesses. */
  readonly exitsPerFrame: number;
  readonly invalidationsPerFrame: number;
  /** Maps served by taking back or sharing, of all maps: 0 … 1. */
  readonly reuseRate: number;
  /** Page frames that the hypervisor has pinned, on average. */
  readonly pinnedPages: number;
  /** Most pages reachable though unmapped at once, of all seeds. */
  readonly peakStalePages: number;
}

/** What is measured: the first seed, how many from there on, and for how long. */
export interface Measuring {
  readonly seed: number;
  readonly seeds: number;
  readonly span: MeasuringSpan;
}

/** The configuration of a cell: the paper's testbed. Asynchronous invalidation needs the queue. */
export function cellConfig({ setting, strategy }: CellName, seed: number): MachineConfig {
  const invalidation = strategy === 'async' ? 'queued' : DEFAULT_CONFIG.invalidation;
  return { ...DEFAULT_CONFIG, setting, strategy, seed, invalidation };
}

/** Measures cells by executing each with every seed. */
export async function measureCells(
  cells: readonly CellName[],
  { seed, seeds, span }: Measuring,
  done?: () => void,
): Promise<CellResult[]> {
  const jobs = cells.flatMap((cell) =>
    Array.from({ length: seeds }, (_, index) => ({
      config: cellConfig(cell, seed + index),
      span,
    })),
  );
  const results = await measureAll(jobs, done);
  return cells.map((cell, index) => summary(cell, results.slice(index * seeds, (index + 1) * seeds)));
}

function summary(cell: CellName, runs: readonly SteadyState[]): CellResult {
  const { setting, strategy } = cell;
  const mean = (of: (run: SteadyState) => number): number => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  const percents = runs.map(({ percent }) => percent);
  const key = `${setting}/${strategy}` as const;
  return {
    setting,
    strategy,
    paperPercent: PAPER_PERCENT[key] ?? null,
    status: cellStatus(key),
    emulatedPercent: mean(({ percent }) => percent),
    spread: Math.max(...percents) - Math.min(...percents),
    gbps: mean(({ gbps }) => gbps),
    framesPerSecond: mean(({ framesPerSecond }) => framesPerSecond),
    cyclesPerFrame: mean(({ cyclesPerFrame }) => cyclesPerFrame),
    exitsPerFrame: mean(({ exitsPerFrame }) => exitsPerFrame),
    invalidationsPerFrame: mean(({ invalidationsPerFrame }) => invalidationsPerFrame),
    reuseRate: mean(({ reuseRate }) => reuseRate),
    pinnedPages: Math.round(mean(({ pinnedPages }) => pinnedPages)),
    peakStalePages: Math.max(...runs.map(({ peakStalePages }) => peakStalePages)),
  };
}
