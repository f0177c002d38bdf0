import { iova } from '../bus/addresses.ts';
import { ADDRESS_LIMIT } from './event-parser.ts';
import type { DmaEntry } from './trace-event.ts';

/** The pieces of a scatter list; undefined when the two lists do not fit or are empty. */
export function pairEntries(addresses: readonly number[], sizes: readonly number[]): DmaEntry[] | undefined {
  if (addresses.length === 0 || addresses.length !== sizes.length) return undefined;
  if (addresses.some((address) => address >= ADDRESS_LIMIT)) return undefined;
  return addresses.map((address, index) => ({ iova: iova(address), size: sizes[index]! }));
}

/** Bytes of all pieces. */
export function totalSize(entries: readonly DmaEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.size, 0);
}
