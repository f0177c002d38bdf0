import { extract, joinHalves, testBit } from '../base/bits.ts';
import { domainId, iova } from '../bus/addresses.ts';
import type { SourceId } from '../bus/addresses.ts';
import { ADDRESS_LIMIT } from './event-parser.ts';
import type { EventParser } from './event-parser.ts';
import { ascii } from './line-scanner.ts';

const COLON = ascii(': ');
const CONTEXT_TYPE = 1;
const IOTLB_TYPE = 2;

const IOTLB_GRANULARITIES = ['global', 'domain-selective', 'page-selective'] as const;
const CONTEXT_GRANULARITIES = ['global', 'domain-selective', 'device-selective'] as const;

/**
 * `KIND IOMMU: qw0 qw1 qw2 qw3`: one descriptor of the invalidation queue, as submitted. Type in qw0 3:0, granularity in
 * 5:4, domain-id in 31:16, source-id of a context descriptor in 47:32; qw1 of an IOTLB descriptor holds the address in
 * 63:12, the hint IH in 6 and the address mask in 5:0.
 */
export const parseQueueSubmit: EventParser = (scanner, origin) => {
  const word = scanner.position;
  scanner.skipWord();
  const wordEnd = scanner.position;
  if (!scanner.skipPast(COLON) || !scanner.word64()) return 'descriptor without its first word';
  const { high, low } = scanner;
  const type = extract(low, 3, 0);
  // Types above 15 use bits 11:9 too; none of them invalidates what is modelled here.
  if (extract(low, 11, 9) !== 0 || (type !== CONTEXT_TYPE && type !== IOTLB_TYPE)) {
    scanner.position = word;
    return { kind: 'invalidation-submitted', ...origin, descriptor: 'other', type: scanner.text(wordEnd) };
  }
  const step = extract(low, 5, 4) - 1;
  const domain = domainId(extract(low, 31, 16));
  if (type === CONTEXT_TYPE) {
    const granularity = CONTEXT_GRANULARITIES[step];
    if (granularity === undefined) return 'descriptor of reserved granularity';
    const sourceId = extract(high, 15, 0) as SourceId;
    return {
      kind: 'invalidation-submitted',
      ...origin,
      descriptor: 'context',
      granularity,
      domainId: domain,
      sourceId,
    };
  }
  const granularity = IOTLB_GRANULARITIES[step];
  if (granularity === undefined) return 'descriptor of reserved granularity';
  scanner.skipBlanks();
  if (!scanner.word64()) return 'descriptor without its second word';
  const base = joinHalves(scanner.high, scanner.low - extract(scanner.low, 11, 0));
  if (base > ADDRESS_LIMIT) return 'address beyond 52 bits';
  return {
    kind: 'invalidation-submitted',
    ...origin,
    descriptor: 'iotlb',
    granularity,
    domainId: domain,
    address: iova(granularity === 'page-selective' ? base : 0),
    addressMask: granularity === 'page-selective' ? extract(scanner.low, 5, 0) : 0,
    leafOnly: testBit(scanner.low, 6),
  };
};
