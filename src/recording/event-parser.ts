import type { ByteInterner } from './byte-interner.ts';
import type { DeviceName } from './device-name.ts';
import type { LineScanner } from './line-scanner.ts';
import type { LineOrigin, TraceEvent } from './trace-event.ts';

/** Why a line could not be read: shown to the viewer beside its number. */
export type Reason = string;

/** Reads the text after `EVENT: `. The origin is reused for the next line: copy it (`...origin`). */
export type EventParser = (
  scanner: LineScanner,
  origin: LineOrigin,
  devices: ByteInterner<DeviceName>,
) => TraceEvent | Reason;

/** Addresses above this are not kept exactly (DESIGN: addresses are numbers up to 2^52). */
export const ADDRESS_LIMIT = 0x10_0000_0000_0000;

/** Whether a range of whole pages lies below the limit; `size` may not be 0. */
export function isPageRange(start: number, size: number): boolean {
  return start >= 0 && size > 0 && start % 4096 === 0 && size % 4096 === 0 && start + size <= ADDRESS_LIMIT;
}

/** The device name that stands here, up to the next blank. */
export function takeDevice(scanner: LineScanner, devices: ByteInterner<DeviceName>): DeviceName {
  const start = scanner.position;
  scanner.skipWord();
  return devices.get(scanner.bytes, start, scanner.position);
}
