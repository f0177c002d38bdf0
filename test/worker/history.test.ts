import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointBytes } from '../../src/base/checkpoint-bytes.ts';
import { time } from '../../src/clock/time.ts';
import { History, positionOf, type Place } from '../../src/worker/history.ts';

const placeAt = (acts: number): Place => ({
  acts,
  commands: 0,
  now: time(acts * 10),
  reached: time(acts * 10),
  sequence: acts,
});

/** Something that changes as much as it is told. */
class Sample {
  readonly words = new Uint32Array(16 * 1024);
  acts = 0;

  go(acts: number, pages: number): void {
    this.acts += acts;
    for (let page = 0; page < pages; page++) this.words.fill(this.acts, page * 1024, (page + 1) * 1024);
  }
}

describe('a history', () => {
  const LIMIT = 400_000;

  it('never takes more than its limit, and keeps the start and the latest (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ acts: fc.integer({ min: 1, max: 5000 }), pages: fc.nat(16) }), { maxLength: 60 }),
        (rounds) => {
          const sample = new Sample();
          const history = new History(LIMIT);
          history.mark(sample, placeAt(0));
          for (const { acts, pages } of rounds) {
            sample.go(acts, pages);
            history.mark(sample, placeAt(sample.acts));
            expect(history.bytes).toBeLessThanOrEqual(LIMIT);
            expect(history.kept[0]!.acts).toBe(0);
            expect(history.kept.at(-1)!.acts).toBe(sample.acts);
          }
          const count = new CheckpointBytes();
          for (const { checkpoint } of history.kept) count.add(checkpoint);
          expect(history.bytes).toBe(count.total);
          for (const milestone of history.kept.toReversed()) {
            milestone.checkpoint.restore();
            expect(sample.acts).toBe(milestone.acts);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is the wider apart the further back it goes', () => {
    const sample = new Sample();
    const history = new History(LIMIT);
    for (let i = 0; i < 600; i++) {
      history.mark(sample, placeAt(sample.acts));
      sample.go(1000, 4);
    }
    const positions = history.kept.map(positionOf);
    const gaps = positions.slice(1).map((position, index) => position - positions[index]!);
    const half = Math.floor(gaps.length / 2);
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(gaps.slice(0, half))).toBeGreaterThan(8 * mean(gaps.slice(half)));
    expect(gaps.at(-1)).toBe(1000);
    // No moment is further from the checkpoint before it than it is from the present.
    gaps.forEach((gap, index) => expect(gap).toBeLessThanOrEqual(600_000 - positions[index]!));
  });

  it('keeps the start alone when not even two checkpoints fit', () => {
    const sample = new Sample();
    const history = new History(10_000);
    for (let i = 0; i < 4; i++) {
      history.mark(sample, placeAt(sample.acts));
      sample.go(1000, 16);
    }
    expect(history.kept.map(({ acts }) => acts)).toEqual([0]);
  });

  it('marks a place once, and between others where it belongs', () => {
    const sample = new Sample();
    const history = new History(LIMIT);
    for (const acts of [0, 500, 200, 500, 350]) {
      sample.acts = acts;
      history.mark(sample, placeAt(acts));
    }
    expect(history.kept.map(({ acts }) => acts)).toEqual([0, 200, 350, 500]);
    history.cutAfter(placeAt(350));
    expect(history.kept.map(({ acts }) => acts)).toEqual([0, 200, 350]);
    expect(history.latest(({ acts }) => acts <= 300)?.acts).toBe(200);
  });
});
