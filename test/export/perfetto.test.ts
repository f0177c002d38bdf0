import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { microseconds, time } from '../../src/clock/time.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { perfettoTrace } from '../../src/export/perfetto.ts';
import { actorOf, ACTORS, SPANS } from '../../src/export/trace-tracks.ts';
import { runUntil } from '../../src/machine/lab-machine.ts';
import { Machine } from '../../src/machine/machine.ts';
import type { EventBatch } from '../../src/protocol/reports.ts';
import { EVENT, EVENTS, type EventName } from '../../src/trace/catalogue.ts';

type Row = [us: number, name: EventName, iova?: number, value?: number, domain?: number, source?: number];

function batchOf(rows: readonly Row[], firstSequence = 100): EventBatch {
  return {
    count: rows.length,
    firstSequence,
    time: Float64Array.from(rows, ([us]) => us * 1_000_000),
    iova: Float64Array.from(rows, (row) => row[2] ?? 0),
    value: Float64Array.from(rows, (row) => row[3] ?? 0),
    kind: Uint16Array.from(rows, ([, name]) => EVENT[name]),
    domainId: Uint16Array.from(rows, (row) => row[4] ?? 0),
    sourceId: Uint16Array.from(rows, (row) => row[5] ?? 0),
  };
}

interface TraceRow {
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly name: string;
  readonly cat?: string;
  readonly id?: string;
  readonly s?: string;
  readonly args: Record<string, unknown>;
}

function open(text: string): readonly TraceRow[] {
  const trace = JSON.parse(text) as { traceEvents: TraceRow[]; displayTimeUnit: string };
  expect(trace.displayTimeUnit).toBe('ns');
  return trace.traceEvents;
}

/** The rules of the Trace Event Format for the kinds of events used here. */
function checkFormat(rows: readonly TraceRow[]): void {
  const named = new Set(rows.filter(({ name }) => name === 'thread_name').map(({ tid }) => tid));
  const begun = new Map<string, TraceRow>();
  let before = 0;
  for (const row of rows) {
    expect(['M', 'i', 'b', 'e']).toContain(row.ph);
    expect(Number.isInteger(row.pid) && Number.isInteger(row.tid) && Number.isFinite(row.ts)).toBe(true);
    expect(row.name).not.toBe('');
    if (row.ph === 'M') continue;
    expect(row.ts).toBeGreaterThanOrEqual(before);
    before = row.ts;
    expect(named.has(row.tid)).toBe(true);
    expect(row.cat).toBeTruthy();
    if (row.ph === 'i') expect(row.s).toBe('t');
    else {
      // Nestable asynchronous events: one beginning and one end for each process, category and id, with one name.
      const key = `${row.pid} ${row.cat} ${row.id}`;
      const beginning = begun.get(key);
      if (row.ph === 'b') expect(beginning).toBeUndefined();
      else expect(beginning?.name).toBe(row.name);
      if (row.ph === 'b') begun.set(key, row);
      else begun.delete(key);
    }
  }
  expect([...begun.keys()]).toEqual([]);
}

const spansOf = (rows: readonly TraceRow[]) =>
  rows
    .filter(({ ph }) => ph === 'b')
    .map(({ name, ts, cat, id }) => {
      const end = rows.find((row) => row.ph === 'e' && row.cat === cat && row.id === id)!;
      return [name, ts, end.ts, end.args['note'] ?? ''];
    });

const LASTS = 'lasts beyond these events';

describe('a trace for Perfetto', () => {
  const few = batchOf([
    [1, 'iova-mapped', 0xffff_f010, 1514, 1, 8],
    [2.5, 'doorbell-rung', 0, 4, 0, 8],
    [2.75, 'iotlb-filled', 0xffff_f000, 0x5000, 1],
    [3, 'frame-sent', 0, 1538],
    [4.000_001, 'iova-unmapped', 0xffff_f010, 1514, 1, 8],
  ]);

  test('looks like this', () => {
    const text = perfettoTrace(few, { setting: 'bare-metal', strategy: 'strict' });
    expect(text).toBe(readFileSync(join(import.meta.dirname, '../golden/perfetto.json'), 'utf8'));
    checkFormat(open(text));
  });

  test('pairs the events that begin and end a state', () => {
    const rows = open(
      perfettoTrace(
        batchOf([
          [0, 'iova-unmapped', 0x9000, 1, 1],
          [1, 'teardown-queue-joined', 0x1000, 1, 1],
          [2, 'teardown-queue-joined', 0x1000, 1, 2],
          [3, 'flush-queue-joined', 0x2000, 1, 1],
          [4, 'flush-queue-joined', 0x3000, 1, 1],
          [5, 'iova-reused', 0x1abc, 1, 1],
          [6, 'flush-queue-drained', 0, 2],
          [7, 'mapping-torn-down', 0x1000, 0, 2],
          [8, 'completion-awaited', 0x4000, 1, 1],
          [9, 'completion-awaited', 0x5000, 1, 1],
          [10, 'completion-noticed', 0, 1],
          [11, 'invalidation-submitted', 0x4000, 3, 1],
          [12, 'invalidation-completed', 0x4000, 3, 1],
          [13, 'invalidation-completed', 0x4000, 3, 1],
        ]),
      ),
    );
    checkFormat(rows);
    expect(spansOf(rows)).toEqual([
      ['awaiting teardown', 1, 5, ''],
      ['awaiting teardown', 2, 7, ''],
      ['awaiting flush', 3, 6, ''],
      ['awaiting flush', 4, 6, ''],
      ['awaiting completion', 8, 10, ''],
      ['awaiting completion', 9, 13, LASTS],
      ['invalidation', 11, 12, ''],
    ]);
  });

  test('of no events at all is still one', () => {
    const rows = open(perfettoTrace(batchOf([])));
    expect(rows.every(({ ph }) => ph === 'M')).toBe(true);
  });

  test('gives every event of the catalogue an actor, and pairs only what is in it', () => {
    expect(EVENTS.map((_, kind) => actorOf(kind)).filter((actor) => !ACTORS.includes(actor))).toEqual([]);
    const names: readonly string[] = EVENTS.map(({ name }) => name);
    const paired = SPANS.flatMap(({ opens, closes }) => [opens, ...closes]);
    expect(paired.filter((name) => !names.includes(name))).toEqual([]);
    expect(actorOf(EVENT['walk-step'])).toBe('IOMMU');
    expect(actorOf(EVENT['flush-queue-drained'])).toBe('guest driver');
    expect(actorOf(EVENT['frame-sent'])).toBe('link');
  });

  test.each(['strict', 'deferred', 'optimistic', 'async'] as const)(
    'of a running machine keeps the rules: %s',
    (strategy) => {
      const machine = new Machine({
        ...DEFAULT_CONFIG,
        strategy,
        invalidation: strategy === 'async' ? 'queued' : 'register',
      });
      runUntil(machine, time(microseconds(120)));
      const { ring, sequence } = machine.tracer;
      expect(sequence).toBeLessThan(ring.capacity);
      const rows = open(perfettoTrace({ ...ring, count: sequence, firstSequence: 0 }));
      checkFormat(rows);
      expect(rows.filter(({ ph }) => ph === 'i')).toHaveLength(sequence);
      expect(rows.filter(({ ph }) => ph === 'b').length).toBeGreaterThan(20);
    },
  );
});
