import { describe, expect, test } from 'vitest';
import {
  appendBatch,
  emptyLog,
  eventAt,
  filterLog,
  findEvent,
  logCount,
  nextOfKind,
} from '../../src/store/event-log.ts';

/** A batch of events whose kinds are given; each happens one picosecond after the one before. */
function batch(firstSequence: number, kinds: readonly number[]) {
  const count = kinds.length;
  return {
    count,
    firstSequence,
    time: Float64Array.from(kinds, (_, i) => firstSequence + i),
    iova: new Float64Array(count),
    value: new Float64Array(count),
    kind: Uint16Array.from(kinds),
    domainId: new Uint16Array(count),
    sourceId: new Uint16Array(count),
  };
}

describe('the log', () => {
  test('gives the newest first', () => {
    const log = appendBatch(emptyLog(8), batch(0, [5, 6, 7]));
    expect([0, 1, 2].map((age) => eventAt(log, age).kind)).toEqual([7, 6, 5]);
  });

  test('forgets the oldest when it is full, and knows numbers across gaps', () => {
    const log = appendBatch(appendBatch(emptyLog(4), batch(0, [1, 2, 3])), batch(10, [4, 5]));
    expect(logCount(log)).toBe(4);
    expect([0, 1, 2, 3].map((age) => eventAt(log, age).sequence)).toEqual([11, 10, 2, 1]);
  });

  test('takes a batch larger than itself', () => {
    const log = appendBatch(emptyLog(4), batch(0, [0, 1, 2, 3, 4, 5, 6]));
    expect([0, 1, 2, 3].map((age) => eventAt(log, age).kind)).toEqual([6, 5, 4, 3]);
  });

  test('is the same object when nothing came', () => {
    const log = emptyLog(4);
    expect(appendBatch(log, batch(0, []))).toBe(log);
  });

  test('finds an event by its number, and the next of its kind either way', () => {
    const log = appendBatch(appendBatch(emptyLog(8), batch(0, [1, 2, 1, 1])), batch(20, [2, 1, 2]));
    expect(findEvent(log, 20)).toMatchObject({ kind: 2, time: 20 });
    expect(findEvent(log, 7)).toBeUndefined();
    expect([nextOfKind(log, 3, 1), nextOfKind(log, 3, -1)]).toEqual([21, 2]);
    expect([nextOfKind(log, 22, 1), nextOfKind(log, 0, -1), nextOfKind(log, 7, 1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const wrapped = appendBatch(log, batch(23, [1, 2]));
    expect([nextOfKind(wrapped, 24, -1), nextOfKind(wrapped, 1, -1)]).toEqual([22, undefined]);
  });

  test('is filtered by kind, newest first, up to a limit', () => {
    const log = appendBatch(emptyLog(8), batch(0, [1, 2, 1, 2, 1]));
    expect([...filterLog(log, (kind) => kind === 1, 2)]).toEqual([0, 2]);
  });
});
