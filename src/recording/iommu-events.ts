import { gpa, iova } from '../bus/addresses.ts';
import { isPageRange, takeDevice } from './event-parser.ts';
import type { EventParser, Reason } from './event-parser.ts';
import { ascii } from './line-scanner.ts';
import type { LineScanner } from './line-scanner.ts';

const IOVA = ascii('iova=');
const TO = ascii(' - ');
const PADDR = ascii('paddr=');
const SIZE = ascii('size=');
const UNMAPPED_SIZE = ascii('unmapped_size=');
const GROUP = ascii('groupID=');
const DEVICE = ascii('device=');

/** `IOMMU: iova=0x… - 0x… paddr=0x… size=…`, or the older form without an end address. */
export const parseMap: EventParser = (scanner, origin) => {
  const range = takeRange(scanner);
  if (typeof range === 'string') return range;
  if (!scanner.skipPast(PADDR)) return 'map without a physical address';
  const paddr = scanner.hex();
  if (!scanner.skipPast(SIZE)) return 'map without a size';
  const size = scanner.number();
  if (!isPageRange(range.start, size)) return 'mapped range is not made of whole pages';
  if (!isPageRange(paddr, size)) return 'physical range is not made of whole pages';
  if (range.end !== undefined && range.end !== range.start + size) return 'end of the range and its size disagree';
  return { kind: 'map', ...origin, iova: iova(range.start), size, paddr: gpa(paddr) };
};

/** `IOMMU: iova=0x… - 0x… size=… unmapped_size=…`, or the older `iova=0x… paddr=0x… size=…`. */
export const parseUnmap: EventParser = (scanner, origin) => {
  const range = takeRange(scanner);
  if (typeof range === 'string') return range;
  if (!scanner.skipPast(SIZE)) return 'unmap without a size';
  const size = scanner.number();
  if (!isPageRange(range.start, size)) return 'unmapped range is not made of whole pages';
  if (range.end !== undefined && range.end !== range.start + size) return 'end of the range and its size disagree';
  const unmappedSize = scanner.skipPast(UNMAPPED_SIZE) ? scanner.number() : size;
  if (unmappedSize < 0) return 'unmapped_size without a number';
  return { kind: 'unmap', ...origin, iova: iova(range.start), size, unmappedSize };
};

/** `IOMMU: groupID=… device=…`. */
export const parseGroup =
  (kind: 'group-added' | 'group-removed'): EventParser =>
  (scanner, origin, devices) => {
    if (!scanner.skipPast(GROUP)) return 'no group number';
    const group = scanner.decimal();
    if (group < 0 || !scanner.skipPast(DEVICE)) return 'no device';
    return { kind, ...origin, group, ...takeDevice(scanner, devices) };
  };

/** `IOMMU: device=…`. */
export const parseAttach =
  (kind: 'attached' | 'detached'): EventParser =>
  (scanner, origin, devices) => {
    if (!scanner.skipPast(DEVICE)) return 'no device';
    return { kind, ...origin, ...takeDevice(scanner, devices) };
  };

/** `IOMMU:driver device iova=0x… flags=0x…`: bit 0 of the flags says write. */
export const parseIoPageFault: EventParser = (scanner, origin, devices) => {
  const text = scanner.text();
  scanner.skipWord();
  scanner.skipBlanks();
  const { sourceId } = takeDevice(scanner, devices);
  if (!scanner.skipPast(IOVA)) return 'fault without an address';
  const address = scanner.hex();
  if (address < 0) return 'fault without an address';
  const write = /flags=(0x)?[0-9a-f]*[13579bdf]\b/i.test(text);
  return {
    kind: 'fault',
    ...origin,
    sourceId,
    access: write ? 'write' : 'read',
    iova: iova(address),
    reason: undefined,
    text,
  };
};

/** `iova=0x…`, with ` - 0x…` (exclusive end) in kernels since 3.19 or so. */
function takeRange(scanner: LineScanner): { start: number; end: number | undefined } | Reason {
  if (!scanner.skipPast(IOVA)) return 'no iova';
  const start = scanner.hex();
  if (start < 0) return 'no iova';
  if (!scanner.take(TO)) return { start, end: undefined };
  const end = scanner.hex();
  return end < 0 ? 'range without an end' : { start, end };
}
