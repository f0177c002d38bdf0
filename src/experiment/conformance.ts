import { and } from '../base/bits.ts';
import { assertNever, present } from '../base/assert.ts';
import { NO_CACHES, PAPER_CACHES, type CacheConfig } from '../config/unit-config.ts';
import { UnitBench } from '../machine/unit-bench.ts';
import { readCases, type ConformanceCase, type DmaOutcome, type Halves, type Step } from './conformance-case.ts';

/** Tag of a case that depends on caches, but on nothing more than that one of some size is there. */
const KEEPS = 'needs-caches';

/** Caches to run cases with. Cases that do not depend on an implementation's choices must give the same under all. */
export const CACHE_VARIANTS: readonly { readonly name: string; readonly caches: CacheConfig }[] = [
  { name: 'caches off', caches: NO_CACHES },
  { name: 'paper caches', caches: PAPER_CACHES },
  { name: 'caches of one entry', caches: { iotlbEntries: 1, iotlbWays: 1, replacement: 'fifo', contextEntries: 1 } },
  {
    name: 'fully associative caches',
    caches: { iotlbEntries: 64, iotlbWays: 64, replacement: 'random', contextEntries: 64 },
  },
];

export type CaseResult =
  | { readonly name: string; readonly category: string; readonly status: 'passed' }
  | {
      readonly name: string;
      readonly category: string;
      readonly status: 'failed' | 'skipped';
      /** What differed, or which quirk the case is about. */
      readonly reason: string;
    };

/**
 * Runs every case of a vector file against the remapping unit.
 *
 * Cases tagged `quirk:…` are about places where the recorded implementation departs from the specification: skipped.
 * Cases tagged `impl-defined` run with caches off only and are held against what was recorded without cached
 * translations (and if also tagged `needs-caches`, with the paper's caches as well); all others run with each of
 * CACHE_VARIANTS.
 *
 * @param json the parsed file. Throws MalformedVectors when it cannot be understood.
 */
export function runConformance(json: unknown): CaseResult[] {
  return readCases(json).map((one) => judge(one));
}

/** Counts of a set of results. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export function countResults(results: readonly CaseResult[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}

function judge(one: ConformanceCase): CaseResult {
  const { name, tags } = one;
  const category = present(tags[0], 'category');
  const quirks = tags.filter((tag) => tag.startsWith('quirk:'));
  if (quirks.length > 0) return { name, category, status: 'skipped', reason: quirks.join(', ') };
  const dependsOnCaches = tags.includes('impl-defined');
  for (const variant of CACHE_VARIANTS) {
    const isStable = !dependsOnCaches || variant.caches === NO_CACHES;
    if (!isStable && !(tags.includes(KEEPS) && variant.caches === PAPER_CACHES)) continue;
    const problem = runCase(one, variant.caches);
    if (problem !== undefined) return { name, category, status: 'failed', reason: `${variant.name}: ${problem}` };
  }
  return { name, category, status: 'passed' };
}

/** Runs one case. @returns what differed first, or undefined. */
export function runCase(one: ConformanceCase, caches: CacheConfig): string | undefined {
  const { addressWidth, cachingMode, memorySize, steps } = one;
  const bench = new UnitBench({ addressWidth, cachingMode, caches }, memorySize);
  const isCached = caches.iotlbEntries > 0;
  for (const [index, step] of steps.entries()) {
    const problem = runStep(bench, step, isCached);
    if (problem !== undefined) return `step ${index + 1} (${step.op}): ${problem}`;
  }
  return undefined;
}

function runStep(bench: UnitBench, step: Step, isCached: boolean): string | undefined {
  switch (step.op) {
    case 'memWrite':
      bench.memory.writeBytes(step.address, step.data, step.data.length);
      return undefined;
    case 'memRead': {
      const data = new Uint8Array(step.length);
      bench.memory.readBytes(step.address, data, step.length);
      return compare(isCached ? step.expect.cached : step.expect.uncached, hexOf(data));
    }
    case 'regWrite':
      if (step.size === 8) bench.unit.write64(step.offset, step.value.low, step.value.high);
      else bench.unit.write32(step.offset, step.value.low);
      return undefined;
    case 'regRead': {
      const expected = isCached ? step.expect.cached : step.expect.uncached;
      const found = masked(readRegister(bench, step.offset, step.size), step.mask);
      const problem = compare(hexOf64(masked(expected, step.mask)), hexOf64(found));
      return problem === undefined ? undefined : `register 0x${step.offset.toString(16)}: ${problem}`;
    }
    case 'dmaRead':
    case 'dmaWrite': {
      const expected = isCached ? step.expect.cached : step.expect.uncached;
      return compare(JSON.stringify(normal(expected)), JSON.stringify(runDma(bench, step)));
    }
    case 'msiExpect': {
      const expected = isCached ? step.expect.cached : step.expect.uncached;
      return compare(JSON.stringify(expected), JSON.stringify(bench.messages.splice(0)));
    }
    default:
      return assertNever(step, 'step');
  }
}

function runDma(bench: UnitBench, step: Extract<Step, { source: string }>): DmaOutcome {
  const isWrite = typeof step.data !== 'number';
  const data = typeof step.data === 'number' ? new Uint8Array(step.data) : step.data;
  const parts = bench.dma(step.source, step.iova, data, isWrite);
  let done = 0;
  const results = parts.map(({ length, ok }) => {
    const hex = hexOf(data.subarray(done, done + length));
    done += length;
    return { length, ok, ...(ok && !isWrite ? { data: hex } : {}) };
  });
  const ok = parts.every((part) => part.ok);
  if (ok || parts.length === 1) return { ok, ...(ok && !isWrite ? { data: hexOf(data) } : {}) };
  // Nothing at all was moved: recorded without parts.
  return parts.some((part) => part.ok) ? { ok, parts: results } : { ok };
}

/** The same outcome with its keys in the order in which `runDma` builds them. */
function normal(outcome: DmaOutcome): DmaOutcome {
  const { ok, data, parts } = outcome;
  if (parts !== undefined && parts.some((part) => part.ok)) {
    return {
      ok,
      parts: parts.map((part) => ({
        length: part.length,
        ok: part.ok,
        ...(part.data === undefined ? {} : { data: part.data }),
      })),
    };
  }
  return data === undefined ? { ok } : { ok, data };
}

function readRegister(bench: UnitBench, offset: number, size: 4 | 8): Halves {
  if (size === 4) return { low: bench.unit.read32(offset), high: 0 };
  const word = { low: 0, high: 0 };
  bench.unit.read64(offset, word);
  return word;
}

function masked(value: Halves, mask: Halves): Halves {
  return { low: and(value.low, mask.low), high: and(value.high, mask.high) };
}

function compare(expected: string, found: string): string | undefined {
  return expected === found ? undefined : `expected ${expected}, found ${found}`;
}

function hexOf(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function hexOf64({ low, high }: Halves): string {
  return `0x${high.toString(16).padStart(8, '0')}${low.toString(16).padStart(8, '0')}`;
}
