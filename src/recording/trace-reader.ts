import { GunzipInput } from './gunzip-input.ts';
import { LineParser } from './line-parser.ts';
import { LineSplitter, LONGEST_LINE } from './line-splitter.ts';
import type { LineSink } from './line-splitter.ts';
import { parseNotice } from './notice-line.ts';
import type { TraceEvent } from './trace-event.ts';
import { TraceFormatError } from './trace-format-error.ts';
import { UnparsedLines } from './unparsed-lines.ts';
import type { UnparsedLine } from './unparsed-lines.ts';
import { guessInput } from './unreadable-input.ts';

/** Bytes of the input's beginning that are kept to say what a wrong file is. */
const HEAD_LENGTH = 64;

/** What became of the input. */
export interface ReadReport {
  /** Lines of any sort. */
  readonly lines: number;
  /** Lines that are events, understood or not. */
  readonly events: number;
  /** Events of names that tell nothing about mappings: part of `events`. */
  readonly otherEvents: number;
  /** Lines that could not be read. */
  readonly unparsedLines: number;
  /** The first few of them. */
  readonly firstUnparsed: readonly UnparsedLine[];
  /** Events that the kernel dropped while recording, as far as the file gives numbers. */
  readonly lostEvents: number;
  /** Bytes of text, after unpacking. */
  readonly textBytes: number;
  readonly compressed: boolean;
  /** Why unpacking stopped early; undefined when it did not. The events before that point are good. */
  readonly damage: string | undefined;
}

/**
 * Reads a recording from chunks of bytes split anywhere, plain or gzip, and hands each event to `onEvent` in the order of
 * the file. Memory does not grow with the input. Damaged lines are counted; only an input without any recognizable line
 * is an error.
 */
export class TraceReader {
  private readonly onEvent: (event: TraceEvent) => void;
  private readonly parser = new LineParser();
  private readonly splitter: LineSplitter;
  private readonly input: GunzipInput;
  private readonly unparsed = new UnparsedLines();
  private readonly head = new Uint8Array(HEAD_LENGTH);
  private headLength = 0;
  private textBytes = 0;
  private lines = 0;
  private events = 0;
  private otherEvents = 0;
  private lostEvents = 0;
  private sawHeader = false;

  constructor(onEvent: (event: TraceEvent) => void) {
    this.onEvent = onEvent;
    const sink: LineSink = {
      line: (bytes, start, end) => this.readLine(bytes, start, end),
      overlongLine: (line) => {
        this.lines++;
        this.unparsed.add(this.lines, `longer than ${LONGEST_LINE} bytes`, line, 0, line.length);
      },
    };
    this.splitter = new LineSplitter(sink);
    this.input = new GunzipInput((bytes) => this.readText(bytes));
  }

  /** Bytes of text so far, after unpacking. */
  get textLength(): number {
    return this.textBytes;
  }

  /** Reads the next bytes of the input. They are not kept. */
  push(chunk: Uint8Array): void {
    this.input.push(chunk);
  }

  /**
   * The input is over.
   * @throws TraceFormatError when no line of it was an event or a header.
   */
  end(): ReadReport {
    this.input.end();
    this.splitter.end();
    const report = this.report();
    if (report.events === 0 && !this.sawHeader) throw new TraceFormatError(this.complaint(report));
    return report;
  }

  /** The counts so far. */
  report(): ReadReport {
    return {
      lines: this.lines,
      events: this.events,
      otherEvents: this.otherEvents,
      unparsedLines: this.unparsed.count,
      firstUnparsed: this.unparsed.first,
      lostEvents: this.lostEvents,
      textBytes: this.textBytes,
      compressed: this.input.compressed,
      damage: this.input.damage,
    };
  }

  private readText(bytes: Uint8Array): void {
    if (this.headLength < HEAD_LENGTH) {
      const part = bytes.subarray(0, HEAD_LENGTH - this.headLength);
      this.head.set(part, this.headLength);
      this.headLength += part.length;
    }
    this.textBytes += bytes.length;
    this.splitter.push(bytes);
  }

  private readLine(bytes: Uint8Array, start: number, end: number): void {
    this.lines++;
    const event = this.parser.parse(bytes, start, end, this.lines);
    if (typeof event !== 'string') {
      this.events++;
      if (event.kind === 'other') this.otherEvents++;
      this.onEvent(event);
      return;
    }
    const notice = parseNotice(bytes, start, end);
    if (notice === undefined) {
      this.unparsed.add(this.lines, event, bytes, start, end);
    } else {
      this.sawHeader ||= notice.header;
      this.lostEvents += notice.lostEvents;
    }
  }

  private complaint(report: ReadReport): string {
    const head = this.head.subarray(0, this.headLength);
    if (report.damage !== undefined) return `nothing could be unpacked: ${report.damage}`;
    if (report.textBytes === 0) return 'the input is empty';
    const guess = guessInput(head);
    const what = guess === undefined ? 'neither ftrace text nor a trace-cmd report' : `it looks like ${guess}`;
    const first = report.firstUnparsed[0];
    const where = first === undefined ? '' : `; line ${first.line} ${first.reason}: "${first.excerpt}"`;
    return `not a recording: ${what} (no event in ${report.lines} lines)${where}`;
  }
}
