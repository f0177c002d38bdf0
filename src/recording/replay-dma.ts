import type { SourceId } from '../bus/addresses.ts';
import type { Time } from '../clock/time.ts';

/** What a replay needs of devices: requests in their names. The machine puts a DMA engine behind it. */
export interface ReplayDma {
  /**
   * One request that stays inside a page.
   * @param address in the device's address space, @param bytes a multiple of 4, at most 4096.
   * @returns 0 when the bytes moved, otherwise the VT-d fault reason that blocked it.
   */
  request(source: SourceId, address: number, bytes: number, isWrite: boolean, at: Time): number;
}

/**
 * Bytes of a synthetic request: a recording has no DMA accesses, so the device touches each page of a mapping once. A cache
 * line is enough to make it translate.
 */
export const TOUCH_BYTES = 64;

/** Pages of one mapping that are touched at most: a whole guest mapped by VFIO has millions. */
export const MOST_TOUCHED = 65_536;
