import { pageBase } from '../base/bits.ts';
import { iova } from '../bus/addresses.ts';
import { ADDRESS_LIMIT } from './event-parser.ts';
import type { EventParser } from './event-parser.ts';
import type { LineOrigin, TraceEvent } from './trace-event.ts';

const STALE_ACCESS =
  /^stale access: device (reads|writes)\b.*? at 0x([0-9a-f]{1,13})(?![0-9a-f])(?: \(IOVA page 0x([0-9a-f]{1,13})\b)?/i;

/** `tracing_mark_write: TEXT` as `cat trace` prints it. */
export const parseMarker: EventParser = (scanner, origin) => marker(origin, scanner.text());

/** `print: tracing_mark_write: TEXT`, as trace-cmd prints it; the function may be a bare address. */
export const parsePrint: EventParser = (scanner, origin) => {
  const text = scanner.text();
  return marker(origin, text.replace(/^\S+: ?/, ''));
};

function marker(origin: LineOrigin, untrimmed: string): TraceEvent {
  const text = untrimmed.trimEnd();
  const match = STALE_ACCESS.exec(text);
  if (match === null) return { kind: 'marker', ...origin, text };
  const address = parseInt(match[2]!, 16);
  const page = match[3] === undefined ? pageBase(address) : parseInt(match[3], 16);
  if (address >= ADDRESS_LIMIT || page >= ADDRESS_LIMIT) return { kind: 'marker', ...origin, text };
  const access = match[1]!.toLowerCase() === 'reads' ? 'read' : 'write';
  return { kind: 'stale-access', ...origin, access, iova: iova(address), page: iova(page), text };
}
