/*
 * Saving and restoring a whole graph of objects without the objects knowing. Every field of every object that can be
 * reached from a root is saved, so nothing can be forgotten; objects keep their identity, only their contents go back.
 */

import { BufferImage } from './buffer-image.ts';
import { walkGraph, type Field } from './object-graph.ts';

/** What a reference takes, and an object beside its fields, as far as one can tell. */
const FIELD_BYTES = 8;
const OBJECT_BYTES = 64;

interface SavedObject {
  readonly target: object;
  readonly keys: readonly string[];
  readonly fields: readonly Field[];
}
interface SavedArray {
  readonly target: unknown[];
  readonly elements: readonly Field[];
}
interface SavedMap {
  readonly target: Map<unknown, unknown>;
  readonly entries: readonly (readonly [Field, Field])[];
}
interface SavedSet {
  readonly target: Set<unknown>;
  readonly elements: readonly Field[];
}

/** The contents of a graph of objects at one moment. */
export class Checkpoint {
  /** The contents of all buffers; their pages may be shared with other checkpoints. */
  readonly images: readonly BufferImage[];
  /** Bytes that this checkpoint takes beside them, about. */
  readonly plainBytes: number;
  private readonly objects: SavedObject[] = [];
  private readonly arrays: SavedArray[] = [];
  private readonly maps: SavedMap[] = [];
  private readonly sets: SavedSet[] = [];

  /**
   * Saves everything that can be reached from `root`.
   * @param base an earlier checkpoint of the same graph; what has not changed since in its buffers is shared with it.
   * @param constants objects that never change, whatever they hold; not saved.
   */
  constructor(root: object, base?: Checkpoint, constants: readonly object[] = []) {
    const buffers: ArrayBuffer[] = [];
    let plain = 0;
    const count = (values: number): void => {
      plain += OBJECT_BYTES + values * FIELD_BYTES;
    };
    const visitor = {
      buffer: (target: ArrayBuffer) => buffers.push(target),
      view: () => undefined,
      array: (target: unknown[], elements: readonly Field[]) => {
        this.arrays.push({ target, elements });
        count(elements.length);
      },
      map: (target: Map<unknown, unknown>, entries: readonly (readonly [Field, Field])[]) => {
        this.maps.push({ target, entries });
        count(entries.length * 8);
      },
      set: (target: Set<unknown>, elements: readonly Field[]) => {
        this.sets.push({ target, elements });
        count(elements.length);
      },
      object: (target: object, keys: readonly string[], fields: readonly Field[]) => {
        this.objects.push({ target, keys, fields });
        count(fields.length * 2);
      },
    };
    walkGraph(root, visitor, constants);
    this.plainBytes = plain;
    this.images = imagesOf(buffers, base?.images ?? []);
  }

  /** Puts every object back as it was. */
  restore(): void {
    for (const { target, keys, fields } of this.objects) restoreFields(target, keys, fields);
    for (const { target, elements } of this.arrays) {
      target.length = 0;
      for (const element of elements) target.push(element);
    }
    for (const { target, entries } of this.maps) {
      target.clear();
      for (const [key, value] of entries) target.set(key, value);
    }
    for (const { target, elements } of this.sets) {
      target.clear();
      for (const element of elements) target.add(element);
    }
    for (const image of this.images) image.restore();
  }
}

function imagesOf(buffers: readonly ArrayBuffer[], base: readonly BufferImage[]): BufferImage[] {
  const earlier = new Map(base.map((image) => [image.target, image]));
  const present = new Set(buffers);
  const left = base.filter((image) => !present.has(image.target));
  return buffers.map((buffer) => new BufferImage(buffer, earlier.get(buffer) ?? takeOutgrown(left, buffer)));
}

/** The image of the buffer whose contents `buffer` has taken over: a longest one of those that are there no longer. */
function takeOutgrown(left: BufferImage[], buffer: ArrayBuffer): BufferImage | undefined {
  const shorter = left.filter(({ target }) => target.byteLength < buffer.byteLength);
  const longest = shorter.toSorted((a, b) => b.target.byteLength - a.target.byteLength)[0];
  if (longest !== undefined) left.splice(left.indexOf(longest), 1);
  return longest;
}

function restoreFields(target: object, keys: readonly string[], fields: readonly Field[]): void {
  const record = target as Record<string, Field>;
  if (Object.keys(target).length !== keys.length) {
    for (const key of Object.keys(target)) if (!keys.includes(key)) delete record[key];
  }
  keys.forEach((key, index) => {
    // Read-only fields never change, so that writing only what differs keeps them untouched.
    if (!Object.is(record[key], fields[index])) record[key] = fields[index];
  });
}
