import { BLANK } from './line-scanner.ts';
import type { LineScanner } from './line-scanner.ts';
import { ByteInterner } from './byte-interner.ts';
import type { ExecutionContext, LineOrigin } from './trace-event.ts';

const OPEN = 0x5b;
const CLOSE = 0x5d;
const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const OPEN_ROUND = 0x28;
const CLOSE_ROUND = 0x29;
/** Names have 15 characters, the pid 7 and a thread-group column 9; `[` is looked for no further than this. */
const LONGEST_PREFIX = 64;
const BILLION = 1_000_000_000;

/** Position of the interrupt letter in the flags column. */
const CONTEXT_COLUMN = 2;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Reads `TASK-PID [CPU] FLAGS SECONDS.FRACTION: ` in all its forms: with and without flags (trace-cmd 3.1.6 prints none),
 * with micro- or nanoseconds, with a thread-group column (`option/record-tgid`).
 */
export class LineHeaderReader {
  /** The columns of the last line read; copied by those who keep them. */
  readonly origin: Writable<LineOrigin> = { line: 0, time: 0, task: '', pid: 0, cpu: 0, context: 'unknown' };
  private readonly tasks = new ByteInterner((text) => text);

  /** Reads into `origin` and leaves the scanner at the event's name. @returns whether the line begins like an event. */
  read(scanner: LineScanner): boolean {
    const { bytes, position: start } = scanner;
    const limit = start + LONGEST_PREFIX < scanner.end ? start + LONGEST_PREFIX : scanner.end;
    // A task's name may itself hold `-1 [000]`: the first bracket after which all the rest fits counts.
    for (let bracket = start; bracket < limit; bracket++) {
      if (bytes[bracket] !== OPEN) continue;
      if (this.readTask(bytes, start, bracket) && this.readRest(scanner, bracket + 1)) return true;
    }
    scanner.position = start;
    return false;
  }

  /** `TASK-PID`, ending before the bracket: the pid is the last run of digits. */
  private readTask(bytes: Uint8Array, start: number, bracket: number): boolean {
    let end = skipBlanksBack(bytes, start, bracket);
    if (end > start && bytes[end - 1] === CLOSE_ROUND) {
      while (end > start && bytes[end - 1] !== OPEN_ROUND) end--;
      end = skipBlanksBack(bytes, start, end - 1);
    }
    let digits = end;
    let pid = 0;
    let weight = 1;
    while (digits > start && isDigit(bytes[digits - 1]!)) {
      digits--;
      pid += (bytes[digits]! - 0x30) * weight;
      weight *= 10;
    }
    if (digits === end || digits === start || bytes[digits - 1] !== DASH) return false;
    let name = start;
    while (name < digits - 1 && bytes[name] === BLANK) name++;
    this.origin.task = this.tasks.get(bytes, name, digits - 1);
    this.origin.pid = pid;
    return true;
  }

  /** `CPU] FLAGS SECONDS.FRACTION: `. */
  private readRest(scanner: LineScanner, position: number): boolean {
    scanner.position = position;
    const cpu = scanner.decimal();
    if (cpu < 0 || scanner.peek() !== CLOSE) return false;
    scanner.position++;
    scanner.skipBlanks();
    this.origin.cpu = cpu;
    this.origin.context = 'unknown';
    if (this.readTime(scanner)) return true;
    const flags = scanner.position;
    scanner.skipWord();
    if (scanner.position - flags > CONTEXT_COLUMN) {
      this.origin.context = executionContext(scanner.bytes[flags + CONTEXT_COLUMN]!);
    }
    scanner.skipBlanks();
    return this.readTime(scanner);
  }

  private readTime(scanner: LineScanner): boolean {
    const start = scanner.position;
    const seconds = scanner.decimal();
    if (seconds >= 0 && scanner.peek() === DOT) {
      const first = ++scanner.position;
      const fraction = scanner.decimal();
      const digits = scanner.position - first;
      if (fraction >= 0 && digits <= 9 && scanner.peek() === COLON) {
        scanner.position++;
        scanner.skipBlanks();
        let nanoseconds = fraction;
        for (let i = digits; i < 9; i++) nanoseconds *= 10;
        this.origin.time = seconds * BILLION + nanoseconds;
        return true;
      }
    }
    scanner.position = start;
    return false;
  }
}

function executionContext(letter: number): ExecutionContext {
  switch (letter) {
    case 0x2e: // .
      return 'process';
    case 0x73: // s
      return 'soft-interrupt';
    case 0x68: // h
    case 0x48: // H: hard interrupt inside a soft one
    case 0x7a: // z: non-maskable
    case 0x5a: // Z
      return 'hard-interrupt';
    default:
      return 'unknown';
  }
}

function skipBlanksBack(bytes: Uint8Array, start: number, from: number): number {
  let end = from;
  while (end > start && bytes[end - 1] === BLANK) end--;
  return end;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
