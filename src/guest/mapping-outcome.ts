import type { Iova } from '../bus/addresses.ts';

/*
 * What a map or unmap answers when it cannot be done. Values rather than exceptions: a recorded driver may ask for
 * anything, and the path is too hot to allocate.
 */

/** No range of I/O virtual addresses of that size is free (Linux: DMA_MAPPING_ERROR). */
export const NO_IOVA = -1 as Iova;
/** No page frame is left for a second-level table. */
export const NO_TABLE_FRAME = -2 as Iova;
/** A length that is not a positive whole number, or an address outside 0 … 2^52. */
export const BAD_RANGE = -3 as Iova;

/** Whether what `dmaMap` answered is a failure rather than an IOVA. */
export function isMapFailure(answer: number): boolean {
  return answer < 0;
}

/** A failure of `dmaMap` in words. */
export function describeMapFailure(answer: number): string {
  switch (answer) {
    case NO_IOVA:
      return 'no free range of I/O virtual addresses';
    case NO_TABLE_FRAME:
      return 'no page frame left for a second-level table';
    case BAD_RANGE:
      return 'length or address out of range';
    default:
      return 'no failure';
  }
}

/**
 * What became of an unmap. Anything but `unmapped` has changed nothing.
 * - `not-mapped`: no live mapping starts in that page of the device's domain.
 * - `length-differs`: one does, but it has another number of pages; it stays mapped.
 */
export type UnmapOutcome = 'unmapped' | 'not-mapped' | 'length-differs';
