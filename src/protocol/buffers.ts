import { assert } from '../base/assert.ts';

/** Bytes of each of the buffers that circulate. */
export const REPORT_BUFFER_BYTES = 512 * 1024;
/** Buffers that circulate per session. */
export const REPORT_BUFFERS = 3;

const TYPES = [Float64Array, Uint32Array, Int32Array, Uint16Array, Uint8Array] as const;
type Column = InstanceType<(typeof TYPES)[number]>;

/** A typed array that lies in the report's buffer: type index, byte offset, length. */
interface Placed {
  readonly $column: readonly [type: number, offset: number, length: number];
}

/** The same structure with every typed array replaced by its place in the buffer. */
export type Packed<T> = { readonly $packed: unknown; readonly $of?: T };

/**
 * Copies every typed array found in `value` (plain objects and arrays, any depth) into `buffer`.
 * @returns undefined when the buffer is too small.
 */
export function pack<T>(value: T, buffer: ArrayBuffer): Packed<T> | undefined {
  let used = 0;
  let full = false;
  const place = (item: unknown): unknown => {
    const type = TYPES.findIndex((candidate) => item instanceof candidate);
    if (type >= 0) {
      const column = item as Column;
      const offset = used;
      used = Math.ceil((used + column.byteLength) / 8) * 8;
      if (used > buffer.byteLength) full = true;
      else new TYPES[type]!(buffer, offset, column.length).set(column);
      return { $column: [type, offset, column.length] } satisfies Placed;
    }
    if (Array.isArray(item)) return item.map(place);
    if (typeof item === 'object' && item !== null) {
      return Object.fromEntries(Object.entries(item).map(([key, child]) => [key, place(child)]));
    }
    return item;
  };
  const packed = place(value);
  return full ? undefined : { $packed: packed };
}

/** Copies everything out again, so that the buffer can go back while the result stays. */
export function unpack<T>(packed: Packed<T>, buffer: ArrayBuffer): T {
  const take = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(take);
    if (typeof item !== 'object' || item === null) return item;
    const place = (item as Partial<Placed>).$column;
    if (place === undefined) {
      return Object.fromEntries(Object.entries(item).map(([key, child]) => [key, take(child)]));
    }
    const [type, offset, length] = place;
    const Kind = TYPES[type];
    assert(Kind !== undefined, 'a column type of this protocol');
    return new Kind(buffer, offset, length).slice();
  };
  return take(packed.$packed) as T;
}
