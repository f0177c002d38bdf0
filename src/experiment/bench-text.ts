import type { FrameSpeed } from './bench-frames.ts';
import type { HeapGrowth } from './bench-heap.ts';
import type { PageCost } from './bench-page.ts';
import type { ParserSpeed } from './bench-parser.ts';
import type { SeekBench, SeekSpeed } from './bench-seek.ts';
import type { TranslationBench } from './bench-translations.ts';
import type { BenchReport } from './bench-report.ts';
import { textTable } from './text-table.ts';

/** Budgets that the figures stand beside. */
const BUDGET = {
  framesPerSecond: 812_744,
  stretchFramesPerSecond: 8_127_438,
  ratio: 0.2,
  stretchRatio: 0.35,
  seek: 200,
};

/** The report for people. */
export function benchText({
  node,
  nanosecondsPerStep,
  frames,
  translations,
  parser,
  heap,
  seek,
  page,
}: BenchReport): string {
  const load = `calibration ${nanosecondsPerStep.toFixed(2)} ns a step (about 1 on an idle machine)`;
  const lines = [`One core, processor time, medians; Node ${node}; ${load}.`];
  if (frames !== undefined) lines.push(...frameLines(frames, nanosecondsPerStep));
  if (translations !== undefined) lines.push(...translationLines(translations));
  if (parser !== undefined) lines.push(...parserLines(parser));
  if (seek !== undefined) lines.push(...seekLines(seek));
  if (heap !== undefined) lines.push(...heapLines(heap));
  if (page !== undefined) lines.push(...pageLines(page));
  return `${lines.join('\n')}\n`;
}

function frameLines(frames: readonly FrameSpeed[], nanosecondsPerStep: number): string[] {
  const head = ['setting', 'strategy', 'frames/s', 'observed', 'at 1 ns a step', 'ns/frame', 'events/frame'];
  const rows = frames.map((row) => [
    row.setting,
    row.strategy,
    thousands(row.framesPerSecond),
    thousands(row.observedFramesPerSecond),
    thousands(row.framesPerSecond * nanosecondsPerStep),
    row.nanosecondsPerFrame.toFixed(0),
    row.eventsPerFrame.toFixed(1),
  ]);
  return [
    '',
    'Emulated frames, all bookkeeping; "observed": all sections copied 60 times a second',
    textTable(head, rows, 2).trimEnd(),
    `  budget: bare-metal, optimistic ≥ ${thousands(BUDGET.framesPerSecond)} frames/s (10 Gb/s in real time);`,
    `  stretch ${thousands(BUDGET.stretchFramesPerSecond)} (100 Gb/s)`,
  ];
}

function translationLines({ kinds, note }: TranslationBench): string[] {
  const head = ['translation', 'million/s', 'C, million/s', 'ratio', 'C with event record', 'ratio', 'same addresses'];
  const rows = kinds.map((row) => [
    row.kind === 'hit' ? 'IOTLB hit' : '4-level walk',
    millions(row.translationsPerSecond),
    millions(row.inC),
    ratio(row.ratioToC),
    millions(row.inRecordingC),
    ratio(row.ratioToRecordingC),
    row.agrees === undefined ? '–' : row.agrees ? 'yes' : 'NO',
  ]);
  return [
    '',
    'Translations with permissions, replacement, counters and event record, beside gcc -O2',
    textTable(head, rows, 1).trimEnd(),
    `  budget: ≥ ${BUDGET.ratio} of C; stretch ${BUDGET.stretchRatio}`,
    ...(note === undefined ? [] : [`  ${note}`]),
  ];
}

function parserLines({ file, lines, linesPerSecond }: ParserSpeed): string[] {
  return ['', `Recordings: ${thousands(linesPerSecond)} lines/s (${file}, ${thousands(lines)} lines)`];
}

function heapLines({
  setting,
  strategy,
  seconds,
  simulatedMilliseconds,
  before,
  after,
  growthPercent,
}: HeapGrowth): string[] {
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  const span = `${seconds} s (${(simulatedMilliseconds / 1000).toFixed(1)} s simulated)`;
  return [
    '',
    `Memory of ${setting}, ${strategy} over ${span}: ${mebibytes(before)} → ${mebibytes(after)} MiB, ` +
      `${growthPercent >= 0 ? '+' : ''}${growthPercent.toFixed(1)} %`,
    '  budget: flat, ± 5 %',
  ];
}

function pageLines(page: PageCost): string[] {
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  return [
    '',
    `Page, 1280 × 720, full speed: ${page.mainThreadMillisecondsPerFrame.toFixed(1)} ms of the main thread a frame, ` +
      `${page.framesPerSecond.toFixed(0)} frames/s`,
    '  budget: ≤ 8 ms; stretch 4',
    `First picture with a moving gauge: ${page.firstPictureMilliseconds.toFixed(0)} ms (budget 1,500; stretch 700)`,
    `JavaScript, gzip: ${kilobytes(page.javaScriptGzip)} kB in all, ${kilobytes(page.firstJavaScriptGzip)} kB before the ` +
      'first picture (budget 200)',
    `Memory of the page over ${page.heapSeconds} s: ${mebibytes(page.heapBefore)} → ${mebibytes(page.heapAfter)} MiB, ` +
      `${page.heapGrowthPercent.toFixed(1)} % (budget: flat, ± 5 %)`,
  ];
}

function seekLines({ setting, strategy, seconds, bytes, densest, all }: SeekBench): string[] {
  const head = ['going to a moment', 'ms simulated', 'checkpoints', 'p50 ms', 'p95 ms', 'max ms'];
  const row = (name: string, { milliseconds, checkpoints, p50, p95, max }: SeekSpeed): string[] => [
    name,
    thousands(milliseconds),
    thousands(checkpoints),
    ...[p50, p95, max].map((span) => span.toFixed(0)),
  ];
  return [
    '',
    `Seeking in ${setting}, ${strategy} after ${seconds} s at full speed; checkpoints ${thousands(bytes / 2 ** 20)} MiB`,
    textTable(head, [row('densest reach', densest), row('all that is kept', all)], 1).trimEnd(),
    `  budget: ≤ ${BUDGET.seek} ms in the densest reach`,
  ];
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function millions(perSecond: number | undefined): string {
  return perSecond === undefined ? '–' : (perSecond / 1e6).toFixed(1);
}

function ratio(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(2);
}
