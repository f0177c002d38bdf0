import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointBytes } from '../../src/base/checkpoint-bytes.ts';
import { Checkpoint } from '../../src/base/checkpoint.ts';
import { fingerprint } from '../../src/base/fingerprint.ts';

/** A graph with one of everything that a machine is made of. */
class Sample {
  words = new Uint32Array(3000);
  readonly bytes = new Uint8Array(4099);
  readonly numbers: number[] = [1, 2];
  readonly byName = new Map<string, { value: number }>();
  readonly chosen = new Set<number>();
  link: { next: Sample | undefined; self: object } = { next: undefined, self: this.numbers };
  text = 'start';
  readonly frozen = Object.freeze({ of: 'data' });
}

const change = fc.oneof(
  fc.tuple(fc.constant('word' as const), fc.nat(2999), fc.nat(3)),
  fc.tuple(fc.constant('words' as const), fc.nat(2500), fc.integer({ min: 1, max: 400 })),
  fc.tuple(fc.constant('byte' as const), fc.nat(4098), fc.nat(255)),
  fc.tuple(fc.constant('push' as const), fc.nat(5), fc.nat(5)),
  fc.tuple(fc.constant('name' as const), fc.nat(4), fc.nat(5)),
  fc.tuple(fc.constant('chosen' as const), fc.nat(9), fc.nat(1)),
  fc.tuple(fc.constant('link' as const), fc.nat(1), fc.nat(1)),
  fc.tuple(fc.constant('grow' as const), fc.nat(1), fc.nat(1)),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(sample: Sample, [what, at, value]: Change): void {
  if (what === 'word') sample.words[at] = value;
  else if (what === 'words') sample.words.fill(value * 7919, at, at + value);
  else if (what === 'byte') sample.bytes[at] = value;
  else if (what === 'push') sample.numbers.length = at;
  else if (what === 'name' && value === 0) sample.byName.delete(`n${at}`);
  else if (what === 'name') sample.byName.set(`n${at}`, { value });
  else if (what === 'chosen' && value === 0) sample.chosen.delete(at);
  else if (what === 'chosen') sample.chosen.add(at);
  else if (what === 'link') sample.link = { next: at === 0 ? sample : undefined, self: sample.byName };
  else if (sample.words.length < 20_000) {
    const larger = new Uint32Array(sample.words.length * 2);
    larger.set(sample.words);
    sample.words = larger;
  }
}

describe('a checkpoint', () => {
  const program = fc.array(fc.array(change, { maxLength: 12 }), { minLength: 2, maxLength: 8 });

  it('puts everything back, in any order, each based on the one before (property)', () => {
    fc.assert(
      fc.property(program, fc.array(fc.nat(7), { minLength: 1, maxLength: 8 }), (rounds, visits) => {
        const sample = new Sample();
        const taken: { checkpoint: Checkpoint; state: string }[] = [];
        for (const changes of rounds) {
          for (const one of changes) apply(sample, one);
          const checkpoint = new Checkpoint(sample, taken.at(-1)?.checkpoint);
          taken.push({ checkpoint, state: fingerprint(sample) });
        }
        for (const visit of visits) {
          const { checkpoint, state } = taken[visit % taken.length]!;
          checkpoint.restore();
          expect(fingerprint(sample)).toBe(state);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is counted with what it shares counted once, whichever is dropped first (property)', () => {
    fc.assert(
      fc.property(program, fc.array(fc.nat(7), { maxLength: 10 }), (rounds, drops) => {
        const sample = new Sample();
        const row: Checkpoint[] = [];
        const bytes = new CheckpointBytes();
        for (const changes of rounds) {
          for (const one of changes) apply(sample, one);
          row.push(new Checkpoint(sample, row.at(-1)));
          bytes.add(row.at(-1)!);
        }
        for (const drop of [...drops, ...rounds.map(() => 0)]) {
          const [dropped] = row.splice(drop % Math.max(1, row.length), 1);
          if (dropped !== undefined) bytes.remove(dropped);
          const alone = new CheckpointBytes();
          for (const checkpoint of row) alone.add(checkpoint);
          expect(bytes.total).toBe(alone.total);
        }
        expect(bytes.total).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('shares what has not changed, and holds single words of what has', () => {
    const sample = new Sample();
    sample.words.fill(0xdead_beef);
    const first = new Checkpoint(sample);
    sample.words[17] = 1;
    const second = new Checkpoint(sample, first);
    const bytes = new CheckpointBytes();
    bytes.add(first);
    expect(bytes.total).toBeGreaterThan(12_000);
    const alone = bytes.total;
    bytes.add(second);
    expect(bytes.total - alone).toBeLessThan(2500);
  });

  it('leaves out what is said to be constant', () => {
    const recording = { operations: new Float64Array(10_000) };
    const sample = { recording, at: 0 };
    const checkpoint = new Checkpoint(sample, undefined, [recording]);
    expect(checkpoint.images).toEqual([]);
    sample.at = 9;
    checkpoint.restore();
    expect(sample.at).toBe(0);
  });
});

describe('a fingerprint', () => {
  it('tells values, types, places and references apart', () => {
    const shared = { a: 1 };
    const other = { a: 1 };
    const states: object[] = [
      { value: 1 },
      { value: 2 },
      { value: '1' },
      { value: true },
      { value: undefined },
      { value: null },
      { value: 0.5 },
      { value: -0 },
      { value: 0 },
      { other: 1 },
      { value: [1, 2] },
      { value: [2, 1] },
      { value: new Set([1, 2]) },
      { value: new Map([[1, 2]]) },
      { value: Uint8Array.of(1, 2) },
      { value: Uint8Array.of(1, 2, 0) },
      { value: Uint16Array.of(1, 2) },
      { value: [shared, shared] },
      { value: [shared, other] },
      { value: Object.freeze({ a: 1 }) },
      { value: () => 1 },
    ];
    expect(new Set(states.map((state) => fingerprint(state))).size).toBe(states.length);
    expect(fingerprint({ value: [shared, shared] })).toBe(fingerprint({ value: [other, other] }));
  });
});
