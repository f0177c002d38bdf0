/** A value found in a field, an element or an entry: a primitive or a reference. */
export type Field = unknown;

/** What a walk over a graph of objects tells of each part of it, each once, always in the same order. */
export interface GraphVisitor {
  buffer(target: ArrayBuffer): void;
  view(target: ArrayBufferView): void;
  array(target: unknown[], elements: readonly Field[]): void;
  map(target: Map<unknown, unknown>, entries: readonly (readonly [Field, Field])[]): void;
  set(target: Set<unknown>, elements: readonly Field[]): void;
  object(target: object, keys: readonly string[], fields: readonly Field[]): void;
}

/**
 * Visits everything that can be reached from `root`. Functions are not entered: a closure must not hold state. Frozen
 * objects are not entered either: they are data.
 * @param constants objects that never change, whatever they hold; not entered.
 */
export function walkGraph(root: object, visitor: GraphVisitor, constants: readonly object[] = []): void {
  const seen = new Set<object>(constants);
  const waiting: object[] = [root];
  const reach = (value: Field): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    waiting.push(value);
  };
  seen.add(root);
  for (let target = waiting.pop(); target !== undefined; target = waiting.pop()) {
    if (ArrayBuffer.isView(target)) {
      visitor.view(target);
      reach(target.buffer);
    } else if (target instanceof ArrayBuffer) {
      visitor.buffer(target);
    } else if (Array.isArray(target)) {
      const elements = [...(target as unknown[])];
      for (const element of elements) reach(element);
      visitor.array(target, elements);
    } else if (target instanceof Map) {
      const entries = [...(target as Map<unknown, unknown>)];
      for (const [key, value] of entries) {
        reach(key);
        reach(value);
      }
      visitor.map(target, entries);
    } else if (target instanceof Set) {
      const elements = [...(target as Set<unknown>)];
      for (const element of elements) reach(element);
      visitor.set(target, elements);
    } else if (!Object.isFrozen(target)) {
      const keys = Object.keys(target);
      const fields = keys.map((key) => (target as Record<string, Field>)[key]);
      for (const field of fields) reach(field);
      visitor.object(target, keys, fields);
    }
  }
}
