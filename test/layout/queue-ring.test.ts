import { describe, expect, test } from 'vitest';
import { queueRing, readableDescriptors, ringPiece, waitingDescriptors } from '../../src/layout/queue-ring.ts';
import type { QueueSection } from '../../src/protocol/snapshot.ts';

/** A ring of which the descriptors below `used` were written. */
function ring(size: number, head: number, tail: number, used: number, first = 0): QueueSection {
  const words = new Uint32Array(4 * Math.min(size, 256));
  for (let i = 0; i < used; i++) words[4 * i] = 2;
  return { size, head, tail, first, words };
}

const SIGN = { empty: '·', done: 'd', waiting: 'W' } as const;
/** The ring as a line: H and T stand before the pieces where head and tail are. */
const picture = (queue: QueueSection, pieces: number): string =>
  queueRing(queue, pieces)
    .map(({ state, isHead, isTail }) => `${isHead ? 'H' : ''}${isTail ? 'T' : ''}${SIGN[state]}`)
    .join('');

describe('the ring of the invalidation queue', () => {
  test('waits from head to tail, around the end too', () => {
    expect(picture(ring(8, 2, 5, 6), 8)).toBe('ddHWWWTd··');
    expect(picture(ring(8, 6, 1, 8), 8)).toBe('WTdddddHWW');
    expect(picture(ring(8, 3, 3, 3), 8)).toBe('dddHT·····');
  });

  test('of many descriptors is drawn in fewer pieces, and none that waits is lost', () => {
    expect(picture(ring(256, 100, 101, 100), 8)).toBe('dddHTW····');
  });

  test('goes on around from the first descriptor that was sent', () => {
    const queue = ring(512, 2, 4, 256, 386);
    expect(waitingDescriptors(queue)).toBe(2);
    expect(readableDescriptors(queue, 3, 4)).toEqual([511, 0, 1, 2, 3]);
  });

  test('has nothing while the queue is off', () => {
    const off = ring(0, 0, 0, 0);
    expect(queueRing(off)).toEqual([]);
    expect(readableDescriptors(off, 3, 4)).toEqual([]);
  });

  test('starts at the top', () => {
    expect(ringPiece(0, 4, 10, 20)).toMatch(/^M1\.25,-9\.92L2\.51,-19\.84A20,20/);
  });
});
