import type { MemorySection } from '../protocol/snapshot.ts';
import { counted, plain } from './format.ts';

const FRAMES_PER_GIB = 262_144;

/** How many guests fit into the host, with an emulated IOMMU and with all memory pinned. */
export function guestsThatFit(memory: MemorySection): string {
  const { guestsThatFitWith: some, guestsThatFitWithout: all, framesTotal, hostFrames } = memory;
  const [guest, host] = [framesTotal, hostFrames].map((frames) => plain(frames / FRAMES_PER_GIB));
  return `${counted(some, 'guest')} of ${guest} GiB fit in ${host}; ${plain(all)} if all is pinned`;
}
