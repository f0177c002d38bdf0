import type { QueueSection } from '../protocol/snapshot.ts';

/** A piece of the ring as it is drawn: one descriptor, or several of a large ring. */
export interface RingSegment {
  readonly state: 'empty' | 'done' | 'waiting';
  readonly isHead: boolean;
  readonly isTail: boolean;
}

/** The invalidation queue as pieces around a ring. */
export function queueRing(queue: QueueSection, most = 64): RingSegment[] {
  const { size, head, tail, first, words } = queue;
  const pieces = Math.min(size, most);
  const waiting = waitingDescriptors(queue);
  const perPiece = size / Math.max(1, pieces);
  return Array.from({ length: pieces }, (_, piece) => {
    const from = Math.floor(piece * perPiece);
    const to = Math.floor((piece + 1) * perPiece);
    let state: RingSegment['state'] = 'empty';
    for (let index = from; index < to && state !== 'waiting'; index++) {
      if ((index - head + size) % size < waiting) state = 'waiting';
      else if (words[4 * ((index - first + size) % size)] !== 0) state = 'done';
    }
    return { state, isHead: head >= from && head < to, isTail: tail >= from && tail < to };
  });
}

/** Descriptors between head and tail. */
export function waitingDescriptors({ size, head, tail }: QueueSection): number {
  return size === 0 ? 0 : (tail - head + size) % size;
}

/** Outline of piece `piece` of `pieces` of a ring around 0,0, from the top clockwise, with a gap to the next. */
export function ringPiece(piece: number, pieces: number, inner: number, outer: number): string {
  const [from, to] = [piece + 0.08, piece + 0.92].map((at) => (at / pieces) * 2 * Math.PI);
  const corner = (angle: number, radius: number): string =>
    `${(Math.sin(angle) * radius).toFixed(2)},${(-Math.cos(angle) * radius).toFixed(2)}`;
  return `M${corner(from!, inner)}L${corner(from!, outer)}A${outer},${outer} 0 0 1 ${corner(to!, outer)}L${corner(to!, inner)}A${inner},${inner} 0 0 0 ${corner(from!, inner)}Z`;
}

/** Indices of descriptors to be read out: the last ones done, then those that wait. */
export function readableDescriptors(queue: QueueSection, done: number, waiting: number): number[] {
  const { size, head, first, words } = queue;
  const ahead = Math.min(waiting, waitingDescriptors(queue));
  return Array.from({ length: done + ahead }, (_, i) => (head - done + i + size) % Math.max(1, size)).filter(
    (index) => size > 0 && (words[4 * ((index - first + size) % size)] ?? 0) !== 0,
  );
}
