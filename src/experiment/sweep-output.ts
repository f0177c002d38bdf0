import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { csvLine, parseCsv, type CsvValue } from '../base/csv.ts';
import { UsageError } from './command-line.ts';

/** A row of results: its cell's id first, why there is no result last (empty when there is one). */
export type Row = Readonly<Record<string, CsvValue>>;

/** Where rows go, one at a time. Whatever interrupts it, what stands there is whole. */
export interface SweepOutput {
  /** Ids of the cells that stand there already. */
  readonly finished: ReadonlySet<string>;
  add(row: Row): void;
  /** Writes what is still held back. */
  close(): void;
}

const FORMAT = 'viommu-lab sweep';

/** Rows as CSV to a stream: nothing can be resumed. */
export function streamOutput(write: (text: string) => void): SweepOutput {
  const lines = new LineWriter(undefined, write);
  return { finished: new Set(), add: (row) => lines.add(row), close: () => lines.close() };
}

/** A file that is made, or gone on with when it is from the same grid. @throws UsageError when it is something else */
export function fileOutput(file: string, firstColumns: readonly string[]): SweepOutput {
  if (!existsSync(dirname(resolve(file)))) throw new UsageError(`sweep: --out ${file}: there is no such folder`);
  return file.endsWith('.json') ? jsonOutput(file, firstColumns) : csvOutput(file, firstColumns);
}

/** Rows are appended, each with one write; a row that was cut off and rows without result are removed first. */
function csvOutput(file: string, firstColumns: readonly string[]): SweepOutput {
  const { lines, isCut } = existsSync(file) ? parseCsv(readExisting(file)) : { lines: [], isCut: false };
  const [header, ...rows] = lines;
  if (header !== undefined) checkColumns(file, header, firstColumns);
  else if (isCut) throw new UsageError(`sweep: --out ${file} exists and is no result of a sweep`);
  const kept = rows.filter((row) => row.length === header?.length && row.at(-1) === '');
  const columns = kept.length === 0 ? undefined : header;
  if (isCut || kept.length < rows.length) replaceFile(file, csvText(columns === undefined ? [] : [columns, ...kept]));
  else if (columns === undefined && header !== undefined) replaceFile(file, '');
  const writer = new LineWriter(columns, (text) => appendFileSync(file, text));
  return {
    finished: new Set(kept.map(([id]) => id!)),
    add: (row) => writer.add(row),
    close: () => writer.close(),
  };
}

/** Writes rows under one header: that of the first row with a result. Rows without one wait for it. */
class LineWriter {
  private columns: readonly string[] | undefined;
  private readonly held: Row[] = [];
  private readonly write: (text: string) => void;

  constructor(columns: readonly string[] | undefined, write: (text: string) => void) {
    this.columns = columns;
    this.write = write;
  }

  add(row: Row): void {
    const hasResult = row['error'] === '';
    if (this.columns === undefined && !hasResult) {
      this.held.push(row);
      return;
    }
    this.columns ??= this.begin(Object.keys(row));
    if (hasResult && Object.keys(row).join() !== this.columns.join()) {
      throw new UsageError(`sweep: the file has other columns than this version measures: name another file`);
    }
    this.writeRow(row, this.columns);
  }

  close(): void {
    if (this.held[0] !== undefined) this.begin(Object.keys(this.held[0]));
  }

  private begin(columns: readonly string[]): readonly string[] {
    this.write(csvLine(columns));
    for (const row of this.held.splice(0)) this.writeRow(row, columns);
    return columns;
  }

  private writeRow(row: Row, columns: readonly string[]): void {
    this.write(csvLine(columns.map((name) => row[name] ?? '')));
  }
}

/** The whole document is written aside and moved into place, at most every so often. */
function jsonOutput(file: string, firstColumns: readonly string[]): SweepOutput {
  const rows: Row[] = existsSync(file) ? readJsonRows(file).filter((row) => Object.values(row).at(-1) === '') : [];
  const finished = new Set(rows.map((row) => String(row['cell'])));
  if (rows[0] !== undefined) checkColumns(file, Object.keys(rows[0]), firstColumns);
  let writtenAt = Number.NEGATIVE_INFINITY;
  let isDirty = false;
  const save = (): void => {
    const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n');
    replaceFile(file, `{"format":"${FORMAT}","version":1,"rows":[\n${lines}\n]}\n`);
    writtenAt = performance.now();
    isDirty = false;
  };
  return {
    finished,
    add: (row) => {
      rows.push(row);
      isDirty = true;
      if (performance.now() - writtenAt > 1000) save();
    },
    close: () => {
      if (isDirty) save();
    },
  };
}

function readJsonRows(file: string): Row[] {
  let content: unknown;
  try {
    content = JSON.parse(readExisting(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`sweep: --out ${file} exists and is not JSON`);
  }
  const { format, rows } = (content ?? {}) as { format?: unknown; rows?: unknown };
  const isRow = (row: unknown): boolean => typeof row === 'object' && row !== null && 'cell' in row;
  if (format === FORMAT && Array.isArray(rows) && rows.every((row) => isRow(row))) return rows as Row[];
  throw new UsageError(`sweep: --out ${file} exists and is no result of a sweep`);
}

function readExisting(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`sweep: --out ${file}: cannot be read: ${reason}`);
  }
}

function checkColumns(file: string, columns: readonly string[], first: readonly string[]): void {
  const begins = columns.slice(0, first.length).join() === first.join();
  if (!begins || columns.at(-1) !== 'error') throw otherColumns(file, columns, [...first, '…', 'error']);
}

function otherColumns(file: string, columns: readonly string[], wanted: readonly string[]): UsageError {
  const [has, wants] = [columns.join(','), wanted.join(',')];
  return new UsageError(`sweep: --out ${file} has the columns ${has}; this sweep has ${wants}: name another file`);
}

function csvText(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => csvLine(line)).join('');
}

function replaceFile(file: string, text: string): void {
  const aside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(aside, text);
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
