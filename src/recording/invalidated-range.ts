import type { IotlbInvalidationEvent } from './trace-event.ts';

/** Whether an invalidation reaches `address` in its domain; a page-selective one covers 2^AM pages, naturally aligned. */
export function invalidates(event: IotlbInvalidationEvent, address: number): boolean {
  if (event.granularity !== 'page-selective') return true;
  const size = 4096 * 2 ** event.addressMask;
  return Math.floor(address / size) === Math.floor(event.address / size);
}
