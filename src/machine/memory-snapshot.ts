import { HOST_MEMORY_MIB } from '../config/machine-config.ts';
import type { MemorySection } from '../protocol/snapshot.ts';
import type { VirtualIommu } from './virtual-iommu.ts';

const FRAMES_PER_MIB = 256;

/** The figures of a guest's memory. */
export function memorySnapshot({ memory, pins, pressure }: VirtualIommu): MemorySection {
  const hostFrames = HOST_MEMORY_MIB * FRAMES_PER_MIB;
  const needed = pins.peak + Math.ceil(((memory.frames - pins.peak) * (100 - pressure)) / 100);
  return {
    framesTotal: memory.frames,
    pinned: pins.pinned,
    pinnedPeak: pins.peak,
    reclaimable: memory.frames - pins.pinned - memory.reclaimed,
    reclaimed: memory.reclaimed,
    swapIns: memory.swapIns,
    hostFrames,
    guestsThatFitWith: Math.floor(hostFrames / Math.max(1, needed)),
    guestsThatFitWithout: Math.floor(hostFrames / memory.frames),
  };
}
