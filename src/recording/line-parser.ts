import { ByteInterner } from './byte-interner.ts';
import { deviceName } from './device-name.ts';
import { findParser } from './event-table.ts';
import type { Reason } from './event-parser.ts';
import { LineHeaderReader } from './line-header.ts';
import { BLANK, LineScanner } from './line-scanner.ts';
import type { TraceEvent } from './trace-event.ts';

const COLON = 0x3a;
const CARRIAGE_RETURN = 0x0d;

/** Reads single lines of `cat trace` and `trace-cmd report`. Holds only caches: lines do not depend on each other. */
export class LineParser {
  private readonly scanner = new LineScanner();
  private readonly header = new LineHeaderReader();
  private readonly devices = new ByteInterner(deviceName);
  private readonly otherNames = new ByteInterner((text) => text);

  /** Reads bytes `start` … `end`-1 (no line feed). @returns the event, or why it is none. */
  parse(bytes: Uint8Array, start: number, end: number, line: number): TraceEvent | Reason {
    const { scanner, header } = this;
    scanner.reset(bytes, start, end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
    if (!header.read(scanner)) return 'does not begin with TASK-PID [CPU] TIME';
    header.origin.line = line;
    const name = scanner.position;
    const length = this.nameLength();
    if (length === 0) return 'no event name';
    const parser = findParser(scanner, length);
    if (parser === undefined) {
      return { kind: 'other', ...header.origin, name: this.otherNames.get(bytes, name, name + length) };
    }
    scanner.position += length + 1;
    scanner.skipBlanks();
    return parser(scanner, header.origin, this.devices);
  }

  /** Bytes of the name that stands here, 0 unless a colon and then a blank or the end follow it. */
  private nameLength(): number {
    const { bytes, position, end } = this.scanner;
    for (let i = position; i < end; i++) {
      const byte = bytes[i]!;
      if (byte === COLON) return i + 1 === end || bytes[i + 1] === BLANK ? i - position : 0;
      if (!isNameByte(byte)) return 0;
    }
    return 0;
  }
}

function isNameByte(byte: number): boolean {
  const lowerCase = byte >= 0x61 && byte <= 0x7a;
  const upperCase = byte >= 0x41 && byte <= 0x5a;
  const digit = byte >= 0x30 && byte <= 0x39;
  return lowerCase || upperCase || digit || byte === 0x5f || byte === 0x2e;
}
