import { RollingHash } from './hash.ts';
import { walkGraph, type Field } from './object-graph.ts';

/**
 * Sixteen hexadecimal digits that tell two states of a graph of objects apart: every number, text, buffer and reference in
 * it, and which reference leads where. Two graphs of the same shape and contents have the same.
 * @param constants objects that are left out, as in a checkpoint.
 */
export function fingerprint(root: object, constants: readonly object[] = []): string {
  const numbers = new Map<object, number>();
  const parts: { readonly target: object; readonly values: readonly Field[] }[] = [];
  const add = (target: object, values: readonly Field[]): void => {
    numbers.set(target, parts.length);
    parts.push({ target, values });
  };
  walkGraph(
    root,
    {
      buffer: (target) => add(target, []),
      view: (target) => add(target, [target.buffer, target.byteOffset, target.byteLength]),
      array: add,
      map: (target, entries) => add(target, entries.flat()),
      set: add,
      object: (target, keys, fields) => add(target, [...keys, ...fields]),
    },
    constants,
  );
  const hash = new FieldHash(numbers);
  for (const { target, values } of parts) {
    hash.add(Object.prototype.toString.call(target));
    hash.count(values.length);
    for (const value of values) hash.add(value);
    if (target instanceof ArrayBuffer) hash.addBuffer(target);
  }
  return hash.digest();
}

/** What a value begins with in the hash, so that 1, '1' and true differ. */
const TAG = { nothing: 1, number: 2, text: 3, truth: 4, reference: 5, constant: 6, code: 7 } as const;

class FieldHash {
  private readonly hash = new RollingHash();
  private readonly numbers: ReadonlyMap<object, number>;
  private readonly double = new Float64Array(1);
  private readonly words = new Int32Array(this.double.buffer);

  constructor(numbers: ReadonlyMap<object, number>) {
    this.numbers = numbers;
  }

  digest(): string {
    return this.hash.digest();
  }

  count(value: number): void {
    this.hash.addNumber(value);
  }

  add(value: Field): void {
    if (typeof value === 'number') {
      this.count(TAG.number);
      this.double[0] = value;
      this.hash.addWords(this.words);
    } else if (typeof value === 'string') {
      this.count(TAG.text);
      this.count(value.length);
      for (let i = 0; i < value.length; i++) this.count(value.charCodeAt(i));
    } else if (typeof value === 'boolean') {
      this.count(TAG.truth);
      this.count(value ? 1 : 0);
    } else if (typeof value === 'function') {
      this.count(TAG.code);
    } else if (typeof value === 'object' && value !== null) {
      const number = this.numbers.get(value);
      this.count(number === undefined ? TAG.constant : TAG.reference);
      this.count(number ?? 0);
    } else {
      this.count(TAG.nothing);
      this.count(value === null ? 1 : 0);
    }
  }

  addBuffer(buffer: ArrayBuffer): void {
    const words = Math.floor(buffer.byteLength / 4);
    this.count(buffer.byteLength);
    this.hash.addWords(new Int32Array(buffer, 0, words));
    for (const byte of new Uint8Array(buffer, words * 4)) this.count(byte);
  }
}
