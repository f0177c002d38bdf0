/*
 * Saving and restoring a whole graph of objects without the objects knowing. Every field of every object that can be
 * reached from a root is saved, so nothing can be forgotten; objects keep their identity, only their contents go back.
 */

/** Bytes of a piece of a typed array that is shared between checkpoints while it does not change. */
const PIECE_BYTES = 4096;

type Numbers = Uint32Array | Uint8Array;

/** What stands in a field: a primitive or a reference. */
type Field = unknown;

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
  readonly entries: readonly (readonly [unknown, unknown])[];
}
interface SavedSet {
  readonly target: Set<unknown>;
  readonly elements: readonly unknown[];
}
interface SavedBuffer {
  readonly target: ArrayBuffer;
  readonly pieces: readonly Uint8Array[];
}

/** The contents of a graph of objects at one moment. */
export class Checkpoint {
  /** Bytes of typed arrays that this checkpoint does not share with the one it was based on. */
  readonly ownBytes: number;
  private readonly objects: SavedObject[] = [];
  private readonly arrays: SavedArray[] = [];
  private readonly maps: SavedMap[] = [];
  private readonly sets: SavedSet[] = [];
  private readonly buffers: SavedBuffer[] = [];

  /**
   * Saves everything that can be reached from `root`. Functions are not entered: a closure must not hold state.
   * @param base an earlier checkpoint of the same graph; pieces that have not changed since are shared with it.
   */
  constructor(root: object, base?: Checkpoint) {
    const known = new Map(base?.buffers.map((saved) => [saved.target, saved.pieces]));
    const seen = new Set<object>();
    const waiting: object[] = [root];
    let own = 0;
    const reach = (value: Field): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      waiting.push(value);
    };
    seen.add(root);
    for (let target = waiting.pop(); target !== undefined; target = waiting.pop()) {
      if (ArrayBuffer.isView(target)) {
        reach(target.buffer);
      } else if (target instanceof ArrayBuffer) {
        const before = known.get(target);
        const pieces = piecesOf(target, before);
        own += pieces.reduce((sum, piece, index) => (piece === before?.[index] ? sum : sum + piece.length), 0);
        this.buffers.push({ target, pieces });
      } else if (Array.isArray(target)) {
        const elements = [...(target as unknown[])];
        elements.forEach(reach);
        this.arrays.push({ target, elements });
      } else if (target instanceof Map) {
        const entries = [...(target as Map<unknown, unknown>)];
        entries.forEach((entry) => entry.forEach(reach));
        this.maps.push({ target, entries });
      } else if (target instanceof Set) {
        const elements = [...(target as Set<unknown>)];
        elements.forEach(reach);
        this.sets.push({ target, elements });
      } else if (!Object.isFrozen(target)) {
        const keys = Object.keys(target);
        const fields = keys.map((key) => (target as Record<string, Field>)[key]);
        fields.forEach(reach);
        this.objects.push({ target, keys, fields });
      }
    }
    this.ownBytes = own;
  }

  /** The pieces of all typed arrays; shared ones are the same object in each checkpoint. */
  *pieces(): Generator<Uint8Array> {
    for (const saved of this.buffers) yield* saved.pieces;
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
    for (const { target, pieces } of this.buffers) {
      const bytes = new Uint8Array(target);
      pieces.forEach((piece, index) => bytes.set(piece, index * PIECE_BYTES));
    }
  }
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

function piecesOf(buffer: ArrayBuffer, before: readonly Uint8Array[] | undefined): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < buffer.byteLength; start += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, buffer.byteLength - start);
    const earlier = before?.[pieces.length];
    const isSame = earlier?.length === length && areEqual(buffer, start, earlier);
    pieces.push(isSame ? earlier : new Uint8Array(buffer.slice(start, start + length)));
  }
  return pieces;
}

/** Compares words where the length allows. */
function areEqual(buffer: ArrayBuffer, start: number, piece: Uint8Array): boolean {
  const isWhole = piece.length % 8 === 0;
  const now: Numbers = isWhole
    ? new Uint32Array(buffer, start, piece.length / 4)
    : new Uint8Array(buffer, start, piece.length);
  const then: Numbers = isWhole ? new Uint32Array(piece.buffer, 0, piece.length / 4) : piece;
  for (let i = 0; i < now.length; i++) if (now[i] !== then[i]) return false;
  return true;
}
