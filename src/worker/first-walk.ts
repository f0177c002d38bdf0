import { pageNumber } from '../base/bits.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';

/**
 * Whether a step of a walk (event number `sequence`) begins the first walk for a page since it was mapped, as far as the
 * tracer remembers: a page that was mapped longer ago than its ring reaches does not count.
 */
export function isFirstWalk({ ring }: Tracer, sequence: number): boolean {
  const page = pageNumber(ring.iova[sequence % ring.capacity]!);
  const domain = ring.domainId[sequence % ring.capacity]!;
  const walks = (at: number): boolean =>
    (ring.kind[at] === EVENT['walk-step'] || ring.kind[at] === EVENT['walk-faulted']) &&
    pageNumber(ring.iova[at]!) === page;
  const oldest = Math.max(0, sequence - ring.capacity + 1);
  for (let number = sequence - 1; number >= oldest; number--) {
    const at = number % ring.capacity;
    if (walks(at)) return false;
    if (ring.kind[at] !== EVENT['iova-mapped']) continue;
    const first = pageNumber(ring.iova[at]!);
    const last = pageNumber(ring.iova[at]! + ring.value[at]! - 1);
    if (page >= first && page <= last && (domain === 0 || ring.domainId[at] === domain)) return true;
  }
  return false;
}
