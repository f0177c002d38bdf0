import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { UsageError } from './command-line.ts';
import { MalformedVectors } from './conformance-case.ts';
import { countResults, runConformance, type CaseResult } from './conformance.ts';

/** `conformance FILE…`: runs vector files; the last line counts all of them. Exit code 1 when a case failed. */
export async function run(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  if (positionals.length === 0) throw new UsageError('conformance: needs at least one FILE of vectors');
  const all: CaseResult[] = [];
  for (const file of positionals) {
    const results = runFile(file, await readText(file));
    process.stdout.write(`${formatFile(file, results)}\n`);
    all.push(...results);
  }
  const counts = countResults(all);
  process.stdout.write(`${formatCounts(counts)}\n`);
  return counts.failed > 0 ? 1 : 0;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`conformance: ${file}: cannot be read: ${messageOf(error)}`);
  }
}

function runFile(file: string, text: string): CaseResult[] {
  try {
    return runConformance(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`conformance: ${file}: is not JSON: ${error.message}`);
    if (error instanceof MalformedVectors) throw new UsageError(`conformance: ${file}: ${error.message}`);
    throw error;
  }
}

/** Counts of a file by category, then what failed and what was skipped by quirk. */
export function formatFile(file: string, results: readonly CaseResult[]): string {
  const lines = [`${file}: ${formatCounts(countResults(results))}`];
  const categories = [...new Set(results.map(({ category }) => category))];
  const width = Math.max(0, ...categories.map((category) => category.length));
  for (const category of categories) {
    const counts = countResults(results.filter((result) => result.category === category));
    lines.push(`  ${category.padEnd(width)}  ${formatCounts(counts)}`);
  }
  for (const result of results) {
    if (result.status === 'failed') lines.push(`  FAILED ${result.name}: ${result.reason}`);
  }
  for (const [reason, names] of skippedByReason(results)) lines.push(`  skipped ${reason}: ${names.join(', ')}`);
  return lines.join('\n');
}

function skippedByReason(results: readonly CaseResult[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const result of results) {
    if (result.status !== 'skipped') continue;
    names.set(result.reason, [...(names.get(result.reason) ?? []), result.name]);
  }
  return names;
}

function formatCounts({ passed, failed, skipped }: ReturnType<typeof countResults>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
