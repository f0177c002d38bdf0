import type { FrameSpeed } from './bench-frames.ts';
import type { HeapGrowth } from './bench-heap.ts';
import type { PageCost } from './bench-page.ts';
import type { ParserSpeed } from './bench-parser.ts';
import type { SeekBench } from './bench-seek.ts';
import type { TranslationBench } from './bench-translations.ts';

/** What `bench --json` prints; a part that was not asked for is missing. Times are processor time of one core. */
export interface BenchReport {
  readonly node: string;
  /** Nanoseconds per step of a chain of multiplications: about 1 on an idle machine; tells how loaded this one is. */
  readonly nanosecondsPerStep: number;
  readonly frames?: readonly FrameSpeed[];
  readonly translations?: TranslationBench;
  readonly parser?: ParserSpeed;
  readonly heap?: HeapGrowth;
  readonly seek?: SeekBench;
  readonly page?: PageCost;
}
