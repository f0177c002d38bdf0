import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { median } from './bench-clock.ts';
import source from './bench-translations.c?raw';
import { TranslationRun } from './translation-run.ts';

/** One kind of translation, here and in C. Translations per second of one core; ratios are ours to theirs. */
export interface TranslationSpeed {
  readonly kind: 'hit' | 'walk';
  readonly translationsPerSecond: number;
  /** The same algorithm with permissions, replacement and counters, `gcc -O2`; undefined without a compiler. */
  readonly inC: number | undefined;
  readonly ratioToC: number | undefined;
  /** The same with the event record and its hash, as ours keeps it. */
  readonly inRecordingC: number | undefined;
  readonly ratioToRecordingC: number | undefined;
  /** Whether both found the same addresses. */
  readonly agrees: boolean | undefined;
}

/** The comparison, and why there is none where there is none. */
export interface TranslationBench {
  readonly kinds: readonly TranslationSpeed[];
  readonly note: string | undefined;
}

interface Reading {
  readonly nanoseconds: number;
  readonly checksum: number;
}
type Readings = Readonly<Record<'hit' | 'walk', Reading>>;

/** Translations of a round in C. */
const ROUND = 1_000_000;

/** Measures IOTLB hits and four-level walks, in turn with the programs in C. */
export function benchTranslations(rounds: number, translations = ROUND): TranslationBench {
  const ours = { hit: new TranslationRun('hit'), walk: new TranslationRun('walk') };
  const programs = compile();
  const spans = { hit: [] as number[], walk: [] as number[] };
  const plain: Readings[] = [];
  const recording: Readings[] = [];
  for (const run of Object.values(ours)) run.measure(translations);
  for (let round = 0; round < rounds; round++) {
    spans.hit.push(ours.hit.measure(translations));
    spans.walk.push(ours.walk.measure(translations));
    if (programs === undefined) continue;
    plain.push(execute(programs.plain, translations));
    recording.push(execute(programs.recording, translations));
  }
  if (programs !== undefined) rmSync(programs.folder, { recursive: true, force: true });
  const kinds = (['hit', 'walk'] as const).map((kind) =>
    speed(kind, median(spans[kind]), ours[kind].checksum, plain, recording),
  );
  return { kinds, note: programs === undefined ? 'no comparison with C: there is no gcc here' : undefined };
}

function speed(
  kind: 'hit' | 'walk',
  nanoseconds: number,
  checksum: number,
  plain: readonly Readings[],
  recording: readonly Readings[],
): TranslationSpeed {
  const [inC, inRecordingC] = [plain, recording].map((readings) =>
    readings.length === 0 ? undefined : 1e9 / median(readings.map((reading) => reading[kind].nanoseconds)),
  );
  const translationsPerSecond = 1e9 / nanoseconds;
  const theirs = plain[0]?.[kind].checksum;
  return {
    kind,
    translationsPerSecond,
    inC,
    ratioToC: inC === undefined ? undefined : translationsPerSecond / inC,
    inRecordingC,
    ratioToRecordingC: inRecordingC === undefined ? undefined : translationsPerSecond / inRecordingC,
    agrees: theirs === undefined ? undefined : theirs === checksum,
  };
}

function compile(): { folder: string; plain: string; recording: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'viommu-lab-bench-'));
  const file = join(folder, 'bench-translations.c');
  writeFileSync(file, source);
  const build = (name: string, ...flags: string[]): string | undefined => {
    const program = join(folder, name);
    const result = spawnSync('gcc', ['-O2', ...flags, '-o', program, file], { stdio: 'ignore' });
    return result.status === 0 ? program : undefined;
  };
  const plain = build('plain');
  const recording = build('recording', '-DRECORD');
  if (plain !== undefined && recording !== undefined) return { folder, plain, recording };
  rmSync(folder, { recursive: true, force: true });
  return undefined;
}

function execute(program: string, translations: number): Readings {
  const { stdout, status } = spawnSync(program, [String(translations), '1'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the program in C failed (${status})`);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [kind, nanoseconds, checksum] = line.split(' ');
      return [kind, { nanoseconds: Number(nanoseconds), checksum: Number(checksum) }];
    }),
  ) as Readings;
}
