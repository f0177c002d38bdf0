import type { ByteInterner } from './byte-interner.ts';
import { gpa } from '../bus/addresses.ts';
import { pairEntries, totalSize } from './dma-entries.ts';
import type { DeviceName } from './device-name.ts';
import type { EventParser } from './event-parser.ts';
import type { LineScanner } from './line-scanner.ts';
import type { DmaDirection } from './trace-event.ts';

/** `enum dma_data_direction` of the kernel. */
const DIRECTIONS: readonly DmaDirection[] = ['bidirectional', 'to-device', 'from-device'];

/**
 * trace-cmd (3.1.6 and 3.3.1 alike) cannot format events with arrays and prints their fields raw:
 * `[FAILED TO PARSE] device=0000:00:02.0 phys_addrs=ARRAY[00, 50, …] dma_addrs=ARRAY[…] lengths=ARRAY[…] dir=1 …`,
 * little-endian bytes. Rare, so plain regular expressions do.
 */
export const parseUnprintedMapList: EventParser = (scanner, origin, devices) => {
  const text = scanner.text();
  const entries = pairEntries(takeArray(text, 'dma_addrs', 8), takeArray(text, 'lengths', 4));
  if (entries === undefined) return 'trace-cmd failed to print this event';
  const physical = takeArray(text, 'phys_addrs', 8)[0];
  return {
    kind: 'dma-map',
    ...origin,
    call: 'sg',
    ...findDevice(scanner, text, devices),
    direction: findDirection(text),
    iova: entries[0]!.iova,
    size: totalSize(entries),
    paddr: physical === undefined ? undefined : gpa(physical),
    entries,
  };
};

/** The same for `dma_unmap_sg`: device and direction are all that matters. */
export const parseUnprintedUnmapList: EventParser = (scanner, origin, devices) => {
  const text = scanner.text();
  if (!text.includes('device=')) return 'trace-cmd failed to print this event';
  const device = findDevice(scanner, text, devices);
  return {
    kind: 'dma-unmap',
    ...origin,
    call: 'sg',
    ...device,
    direction: findDirection(text),
    iova: undefined,
    size: 0,
  };
};

function findDevice(scanner: LineScanner, text: string, devices: ByteInterner<DeviceName>): DeviceName {
  const name = /\bdevice=(\S+)/.exec(text)?.[1] ?? '';
  const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
  scanner.position = scanner.end;
  return devices.get(bytes, 0, bytes.length);
}

function findDirection(text: string): DmaDirection {
  const code = /\bdir=(?:0x)?(\d)/.exec(text)?.[1];
  return (code === undefined ? undefined : DIRECTIONS[Number(code)]) ?? 'unknown';
}

/** Little-endian numbers of `width` bytes; a list that was cut off ends at its last whole number. */
function takeArray(text: string, field: string, width: number): number[] {
  const start = text.indexOf(`${field}=ARRAY[`);
  if (start < 0) return [];
  const open = start + field.length + '=ARRAY['.length;
  const close = text.indexOf(']', open);
  const inside = text.slice(open, close < 0 ? text.length : close);
  const bytes: number[] = [];
  for (const part of inside.split(',')) {
    if (!/^\s*[0-9a-f]{1,2}\s*$/i.test(part)) break;
    bytes.push(parseInt(part, 16));
  }
  const numbers: number[] = [];
  for (let at = 0; at + width <= bytes.length; at += width) {
    let value = 0;
    for (let i = width - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
    numbers.push(value);
  }
  return numbers;
}
