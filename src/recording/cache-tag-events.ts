import { domainId, iova } from '../bus/addresses.ts';
import { ADDRESS_LIMIT } from './event-parser.ts';
import type { EventParser } from './event-parser.ts';
import { ascii } from './line-scanner.ts';
import type { LineScanner } from './line-scanner.ts';

const DOMAIN = ascii(' did ');
const OPEN = ascii('[');
const DASH = ascii('-');
const ADDRESS = ascii(' addr ');
const PAGES = ascii(' pages ');
const MASK = ascii(' mask ');
/** Domain-ids have 16 bits. */
const DOMAIN_LIMIT = 0x1_0000;

/** `… did N [0x…-0x…] addr 0x… pages 0x… mask 0x…`; trace-cmd prints `type 0x0` for `type iotlb`, so it is not read. */
export const parseFlushRange =
  (kind: 'flush-range' | 'flush-range-np'): EventParser =>
  (scanner, origin) => {
    const domain = takeDomain(scanner);
    if (domain === undefined) return 'no domain-id';
    if (!scanner.skipPast(OPEN)) return 'no address range';
    const first = scanner.hex();
    if (first < 0 || !scanner.take(DASH)) return 'no address range';
    const last = scanner.hex();
    if (last < 0) return 'no address range';
    const address = scanner.skipPast(ADDRESS) ? scanner.hex() : -1;
    const pages = scanner.skipPast(PAGES) ? scanner.hex() : -1;
    const addressMask = scanner.skipPast(MASK) ? scanner.hex() : -1;
    if (address < 0 || pages < 0 || addressMask < 0) return 'range without address, pages and mask';
    return {
      kind,
      ...origin,
      domainId: domain,
      first: iova(clamp(first)),
      // "Everything" is printed as ffffffffffffffff.
      last: iova(clamp(last)),
      address: iova(clamp(address)),
      pages: clamp(pages),
      addressMask,
    };
  };

/** `… did N pasid 0 ref 1`. */
export const parseFlushAll: EventParser = (scanner, origin) => {
  const domain = takeDomain(scanner);
  return domain === undefined ? 'no domain-id' : { kind: 'flush-all', ...origin, domainId: domain };
};

/** `… did N pasid 0 ref 1`. */
export const parseCacheTag =
  (kind: 'cache-tag-assigned' | 'cache-tag-unassigned'): EventParser =>
  (scanner, origin) => {
    const domain = takeDomain(scanner);
    return domain === undefined ? 'no domain-id' : { kind, ...origin, domainId: domain };
  };

function takeDomain(scanner: LineScanner) {
  if (!scanner.skipPast(DOMAIN)) return undefined;
  const value = scanner.decimal();
  return value < 0 || value >= DOMAIN_LIMIT ? undefined : domainId(value);
}

function clamp(value: number): number {
  return value < ADDRESS_LIMIT ? value : ADDRESS_LIMIT;
}
