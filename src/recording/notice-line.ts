import { ascii } from './line-scanner.ts';

const HASH = ascii('#')[0]!;

/** What a line that is no event tells about the recording. */
export interface Notice {
  /** The line belongs to a header of ftrace or trace-cmd. */
  readonly header: boolean;
  /** Events that the kernel says it dropped here; 0 when the number is not given. */
  readonly lostEvents: number;
}

const PLAIN: Notice = { header: false, lostEvents: 0 };
const HEADER: Notice = { header: true, lostEvents: 0 };

/** trace-cmd's opening lines: `cpus=2`, `version = 6`, `CPU 3 is empty`. */
const OPENING = /^(?:cpus=\d+|version = \d+|CPU \d+ is empty|CPU: ?\d+ \[(?:LOST )?EVENTS(?: DROPPED)?\])\s*$/;
/** `CPU:1 [LOST 123 EVENTS]` (ftrace), `CPU:1 [123 EVENTS DROPPED]` (trace-cmd). */
const LOST = /^CPU: ?\d+ \[(?:LOST )?(\d+) EVENTS(?: DROPPED)?\]/;
const HEADER_COMMENT = /^# (?:tracer:|entries-in-buffer|\s+(?:TASK-PID|_-+=>))/;
const LONGEST_NOTICE = 128;

/** Reads a line that is no event. @returns undefined when it is no notice either. */
export function parseNotice(bytes: Uint8Array, start: number, end: number): Notice | undefined {
  if (isBlank(bytes, start, end)) return PLAIN;
  if (end - start > LONGEST_NOTICE && bytes[start] !== HASH) return undefined;
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + LONGEST_NOTICE)));
  if (bytes[start] === HASH) return HEADER_COMMENT.test(text) ? HEADER : PLAIN;
  const lost = LOST.exec(text);
  if (lost !== null) return { header: true, lostEvents: Number(lost[1]) };
  return OPENING.test(text) ? HEADER : undefined;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0x20 && bytes[i] !== 0x0d && bytes[i] !== 0x09) return false;
  return true;
}
