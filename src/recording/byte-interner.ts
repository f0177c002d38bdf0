import { strFromU8 } from 'fflate';

const SLOTS = 256;

/**
 * Makes a value (a task name, a device) from a run of bytes only when these bytes were not seen lately: a recording
 * repeats the same few names hundreds of thousands of times. A direct-mapped cache, so its size is fixed.
 */
export class ByteInterner<T> {
  private readonly keys: (Uint8Array | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  private readonly values: (T | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  private readonly make: (text: string) => T;

  constructor(make: (text: string) => T) {
    this.make = make;
  }

  /** The value for bytes `start` … `end`-1. */
  get(bytes: Uint8Array, start: number, end: number): T {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = (hash * 31 + bytes[i]!) % 8191;
    const slot = hash % SLOTS;
    const key = this.keys[slot];
    if (key !== undefined && equals(key, bytes, start, end)) return this.values[slot] as T;
    const fresh = bytes.slice(start, end);
    const value = this.make(strFromU8(fresh));
    this.keys[slot] = fresh;
    this.values[slot] = value;
    return value;
  }
}

function equals(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (key.length !== end - start) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[start + i]) return false;
  return true;
}
