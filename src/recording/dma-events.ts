import { gpa, iova } from '../bus/addresses.ts';
import { ADDRESS_LIMIT, takeDevice } from './event-parser.ts';
import type { EventParser } from './event-parser.ts';
import { pairEntries, totalSize } from './dma-entries.ts';
import { parseUnprintedMapList, parseUnprintedUnmapList } from './dma-unprinted.ts';
import { ascii } from './line-scanner.ts';
import type { LineScanner } from './line-scanner.ts';
import type { DmaDirection } from './trace-event.ts';

const DIRECTION = ascii('dir=');
const DMA_ADDRESS = ascii('dma_addr=');
const SIZE = ascii('size=');
const PHYSICAL = ascii('phys_addr=');
const DMA_ADDRESSES = ascii('dma_addrs={');
const SIZES = ascii('sizes={');
const PHYSICAL_LIST = ascii('phys_addrs={');
const COMMA = 0x2c;
/** What trace-cmd writes instead of the text of an event that it cannot format. */
const FAILED_TO_PARSE = ascii('[FAILED TO PARSE]');

/** `DEVICE dir=… dma_addr=… size=… phys_addr=… attrs=`; `dma_alloc` has a virtual address in place of the physical one. */
export const parseDmaMap =
  (call: 'page' | 'alloc'): EventParser =>
  (scanner, origin, devices) => {
    const device = takeDevice(scanner, devices);
    const direction = takeDirection(scanner);
    if (!scanner.skipPast(DMA_ADDRESS)) return 'no DMA address';
    const address = scanner.hex();
    if (address < 0 || address >= ADDRESS_LIMIT) return 'no DMA address';
    const size = scanner.skipPast(SIZE) ? scanner.decimal() : -1;
    if (size < 0) return 'no size';
    const physical = scanner.skipPast(PHYSICAL) ? scanner.hex() : -1;
    const paddr = physical < 0 ? undefined : gpa(physical);
    return { kind: 'dma-map', ...origin, call, ...device, direction, iova: iova(address), size, paddr, entries: [] };
  };

/** `DEVICE dir=… dma_addrs={0x…,…} sizes={0x…,…} phys_addrs={…}`. */
export const parseDmaMapList: EventParser = (scanner, origin, devices) => {
  if (scanner.at(FAILED_TO_PARSE)) return parseUnprintedMapList(scanner, origin, devices);
  const device = takeDevice(scanner, devices);
  const direction = takeDirection(scanner);
  const addresses = takeList(scanner, DMA_ADDRESSES);
  const sizes = takeList(scanner, SIZES);
  const physical = takeList(scanner, PHYSICAL_LIST)[0];
  const entries = pairEntries(addresses, sizes);
  if (entries === undefined) return 'scatter list without addresses and sizes';
  return {
    kind: 'dma-map',
    ...origin,
    call: 'sg',
    ...device,
    direction,
    iova: entries[0]!.iova,
    size: totalSize(entries),
    paddr: physical === undefined ? undefined : gpa(physical),
    entries,
  };
};

/** `DEVICE dir=… dma_addr=… size=…`. */
export const parseDmaUnmap =
  (call: 'page' | 'free'): EventParser =>
  (scanner, origin, devices) => {
    const device = takeDevice(scanner, devices);
    const direction = takeDirection(scanner);
    if (!scanner.skipPast(DMA_ADDRESS)) return 'no DMA address';
    const address = scanner.hex();
    if (address < 0 || address >= ADDRESS_LIMIT) return 'no DMA address';
    const size = scanner.skipPast(SIZE) ? scanner.decimal() : -1;
    if (size < 0) return 'no size';
    return { kind: 'dma-unmap', ...origin, call, ...device, direction, iova: iova(address), size };
  };

/** `DEVICE dir=… phys_addrs={…}`: the DMA address is not printed. */
export const parseDmaUnmapList: EventParser = (scanner, origin, devices) => {
  if (scanner.at(FAILED_TO_PARSE)) return parseUnprintedUnmapList(scanner, origin, devices);
  const device = takeDevice(scanner, devices);
  const direction = takeDirection(scanner);
  return { kind: 'dma-unmap', ...origin, call: 'sg', ...device, direction, iova: undefined, size: 0 };
};

/** `dir=TO_DEVICE`: the first letter tells. Kernels before 6.12.y print no direction for `dma_alloc`. */
function takeDirection(scanner: LineScanner): DmaDirection {
  if (!scanner.skipPast(DIRECTION)) return 'unknown';
  switch (scanner.peek()) {
    case 0x54: // T
      return 'to-device';
    case 0x46: // F
      return 'from-device';
    case 0x42: // B
      return 'bidirectional';
    default:
      return 'unknown';
  }
}

/** Hexadecimal numbers after `opening`, separated by commas, up to the closing brace. */
function takeList(scanner: LineScanner, opening: Uint8Array): number[] {
  const list: number[] = [];
  if (!scanner.skipPast(opening)) return list;
  for (;;) {
    const value = scanner.hex();
    if (value < 0) return list;
    list.push(value);
    if (scanner.peek() !== COMMA) return list;
    scanner.position++;
  }
}
