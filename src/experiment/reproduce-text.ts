import type { RecordedCell } from './recorded-cells.ts';
import type { CellResult } from './reproduce-cells.ts';
import type { ReproduceOptions } from './reproduce-options.ts';
import type { ReproduceReport } from './reproduce-report.ts';
import type { SensitivityRow } from './sensitivity.ts';
import type { SweepPoint } from './teardown-sweep.ts';
import { textTable } from './text-table.ts';

/** Smallest change of a cell that counts as moving, in percent of line rate. */
const MOVED = 0.5;

/** What is measured, before the tables. */
export function headText({ measuring, quick }: ReproduceOptions): string {
  const { seed, seeds, span } = measuring;
  const last = seed + seeds - 1;
  const cut = quick ? ' (--quick: a glance, not a result)' : '';
  return [
    'vIOMMU (USENIX ATC 2011), paper testbed at 10 Gb/s: each cell is executed, nothing is typed in.',
    `Seeds ${seed} … ${last}, each ${span.warmUp} ms of warm-up and a window of ${span.window} ms, simulated${cut}.`,
    '',
  ].join('\n');
}

/** Paper beside emulated. */
export function matrixText({ cells, fitted }: ReproduceReport): string {
  const head = ['setting', 'strategy', 'status', 'paper %', 'emulated %', 'spread', 'off by'];
  head.push('cycles/frame', 'exits', 'invalidations', 'reuse %', 'pinned', 'peak stale');
  const published = cells.filter(isOfPaper);
  const further = cells.filter((cell) => !isOfPaper(cell));
  const lines = [
    '',
    'Throughput in percent of line rate; exits and invalidations per frame; pinned and stale in pages.',
    '',
  ];
  lines.push(textTable(head, published.map(matrixRow), 3));
  if (further.length > 0) {
    lines.push('Beyond the paper (async by the invalidation queue; "off" is passthrough):', '');
    lines.push(textTable(head, further.map(matrixRow), 3));
  }
  lines.push('Fitted constants:');
  for (const { constant, value, unit, to } of fitted) lines.push(`  ${constant} = ${value} ${unit}: ${to}`);
  lines.push('spread: largest less smallest percentage of a seed. fitted: a constant was chosen to meet it; checked:');
  lines.push('published and not used; predicted: in no source that could be read.', '');
  return lines.join('\n');
}

function isOfPaper({ strategy }: CellResult): boolean {
  return strategy === 'strict' || strategy === 'deferred' || strategy === 'optimistic';
}

function matrixRow(cell: CellResult): string[] {
  const { paperPercent, emulatedPercent } = cell;
  return [
    cell.setting,
    cell.strategy,
    cell.status,
    paperPercent === null ? '–' : String(paperPercent),
    emulatedPercent.toFixed(1),
    cell.spread.toFixed(1),
    paperPercent === null ? '–' : signed(emulatedPercent - paperPercent),
    cell.cyclesPerFrame.toFixed(0),
    cell.exitsPerFrame.toFixed(2),
    cell.invalidationsPerFrame.toFixed(3),
    (cell.reuseRate * 100).toFixed(1),
    cell.pinnedPages.toLocaleString('en'),
    cell.peakStalePages.toLocaleString('en'),
  ];
}

/** The recorded stream in the place of the model. */
export function recordedText(cells: readonly RecordedCell[]): string {
  const head = ['setting', 'strategy', 'emulated %', 'cycles/frame', 'miss %', 'exits', 'invalidations', 'peak stale'];
  const rows = cells.map((cell) => [
    cell.setting,
    cell.strategy,
    cell.percent.toFixed(1),
    cell.cyclesPerFrame.toFixed(0),
    (cell.missRate * 100).toFixed(1),
    cell.exitsPerFrame.toFixed(2),
    cell.invalidationsPerFrame.toFixed(3),
    cell.peakStalePages.toLocaleString('en'),
  ]);
  return [
    '',
    `The recorded transmit stream (strict-net-tx) as the page sequence, ${cells[0]?.frames.toLocaleString('en') ?? 0} page maps,`,
    'one pass: one page map is one frame of work, time scaled to line rate.',
    '',
    textTable(head, rows, 2),
    'Order and reasons are those of the matrix, figures differ: the stream has 5.8 % cold pages where the model has 3.5 %,',
    'its maps are large segments (24 KiB, 7.5 KiB …) mixed with receive buffers, a sixth of its pages is mapped at another',
    'address already and shared, and it is over before an age limit is: under optimistic teardown a miss costs its map',
    'only, since what waits at the end (teardowns, a flush) is never paid for.',
    '',
  ].join('\n');
}

/** Quota × age limit, one grid for each figure. */
export function sweepText(points: readonly SweepPoint[]): string {
  const grids: readonly (readonly [string, (point: SweepPoint) => string])[] = [
    ['reuse, % of maps', ({ result }) => (result.reuseRate * 100).toFixed(1)],
    ['throughput, % of line rate', ({ result }) => result.percent.toFixed(1)],
    ['exposure: pages reachable though unmapped, mean', ({ result }) => result.stalePages.toFixed(0)],
    ['pinned pages, mean', ({ result }) => result.pinnedPages.toFixed(0)],
  ];
  const quotas = [...new Set(points.map(({ quota }) => quota))];
  const ages = [...new Set(points.map(({ ageLimitMicroseconds }) => ageLimitMicroseconds))];
  const head = ['quota', ...ages.map((age) => `${age / 1000} ms`)];
  const lines = ['', 'Optimistic teardown under samecore: quota (mappings) × age limit, one seed, window 100 ms.'];
  for (const [title, show] of grids) {
    const rows = quotas.map((quota) => [
      quota === 0 ? 'unlimited' : String(quota),
      ...points.filter((point) => point.quota === quota).map(show),
    ]);
    lines.push('', ` ${title}`, textTable(head, rows, 1).trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

/** Which cells a change moves, and whether by as much as the acts say. */
export function sensitivityText(rows: readonly SensitivityRow[]): string {
  const head = ['change', 'cell', 'before %', 'after %', 'moved by', 'acts say'];
  const body: string[][] = [];
  for (const variant of new Set(rows.map((row) => row.variant))) {
    const own = rows.filter((row) => row.variant === variant);
    const moved = own.filter(({ before, after, expected }) => isMove(after - before) || isMove(expected - before));
    for (const { setting, strategy, before, after, expected } of moved) {
      const cell = `${setting}, ${strategy}`;
      const changes = [signed(after - before), signed(expected - before)];
      body.push([variant, cell, before.toFixed(1), after.toFixed(1), ...changes]);
    }
    const others = own.length - moved.length;
    if (others > 0) body.push([variant, `${others} ${moved.length > 0 ? 'others' : 'cells'}`, '', '', '0', '0']);
  }
  return [
    '',
    'Sensitivity: what each change does, in points of line rate, and what the counted acts times their prices say it',
    `should do. Cells that move by less than ${MOVED} are not listed. One seed.`,
    '',
    textTable(head, body, 2),
  ].join('\n');
}

function isMove(points: number): boolean {
  return Math.abs(points) >= MOVED;
}

function signed(points: number): string {
  const text = points.toFixed(1);
  if (/^-0\.0$/.test(text)) return '0.0';
  return points >= 0.05 ? `+${text}` : text;
}
