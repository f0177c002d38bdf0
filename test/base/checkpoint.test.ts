import { describe, expect, it } from 'vitest';
import { Checkpoint } from '../../src/base/checkpoint.ts';

class Node {
  next: Node | undefined = undefined;
  value = 1;
}

class Root {
  readonly fixed = Object.freeze({ deep: 1 });
  column = new Float64Array(3000);
  readonly words = new Uint32Array(4);
  readonly list: unknown[] = [1, { a: 1 }];
  readonly map = new Map<string, number[]>([['x', [1]]]);
  readonly set = new Set<number>([1, 2]);
  head: Node | undefined = new Node();
  readonly double = (): number => this.column.length * 2;
}

describe('a checkpoint', () => {
  it('puts back fields, columns, lists, maps, sets and links, and keeps identities', () => {
    const root = new Root();
    const { column, head } = root;
    const inner = root.list[1] as { a: number; b?: number };
    const checkpoint = new Checkpoint(root);
    root.column[7] = 9;
    root.column = new Float64Array(6000);
    root.words.fill(3);
    inner.a = 2;
    inner.b = 3;
    root.list.push('more');
    root.map.get('x')!.push(2);
    root.map.set('y', []);
    root.set.delete(1);
    root.head = new Node();
    root.head.next = head;
    head!.value = 5;
    checkpoint.restore();
    expect(root.column).toBe(column);
    expect(root.column.every((value) => value === 0)).toBe(true);
    expect([...root.words]).toEqual([0, 0, 0, 0]);
    expect(root.list).toEqual([1, { a: 1 }]);
    expect([...root.map]).toEqual([['x', [1]]]);
    expect([...root.set]).toEqual([1, 2]);
    expect(root.head).toBe(head);
    expect(head).toMatchObject({ value: 1, next: undefined });
  });

  it('shares with an earlier one what has not changed', () => {
    const root = new Root();
    const first = new Checkpoint(root);
    root.column[0] = 1;
    const second = new Checkpoint(root, first);
    expect(first.ownBytes).toBeGreaterThanOrEqual(24_000);
    expect(second.ownBytes).toBe(4096);
    root.column[0] = 2;
    second.restore();
    expect(root.column[0]).toBe(1);
    first.restore();
    expect(root.column[0]).toBe(0);
  });
});
