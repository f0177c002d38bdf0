const LINE_FEED = 0x0a;

/** Longer lines are dropped and reported: an event of 128 scatter entries, the kernel's limit, has about 4 KiB. */
export const LONGEST_LINE = 65_536;

/** Receives lines in order; `bytes` are valid during the call only. */
export interface LineSink {
  /** Bytes `start` … `end`-1 are the line without its line feed. */
  line(bytes: Uint8Array, start: number, end: number): void;
  /** A line of more than `LONGEST_LINE` bytes went by; `head` is its beginning. */
  overlongLine(head: Uint8Array): void;
}

/** Cuts chunks of bytes, split anywhere, into lines. Holds at most one line. */
export class LineSplitter {
  private readonly sink: LineSink;
  /** The beginning of a line whose end has not come yet. */
  private readonly held = new Uint8Array(LONGEST_LINE);
  private heldLength = 0;
  /** Inside a line that is too long already: `held` is its beginning. */
  private dropping = false;

  constructor(sink: LineSink) {
    this.sink = sink;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, start);
      if (end < 0) break;
      if (this.heldLength > 0 || this.dropping) {
        this.hold(chunk, start, end);
        this.flush();
      } else if (end - start > LONGEST_LINE) {
        this.sink.overlongLine(chunk.subarray(start, start + LONGEST_LINE));
      } else {
        this.sink.line(chunk, start, end);
      }
      start = end + 1;
    }
    this.hold(chunk, start, chunk.length);
  }

  /** The input is over: what is held is the last line. */
  end(): void {
    if (this.heldLength > 0 || this.dropping) this.flush();
  }

  private hold(chunk: Uint8Array, start: number, end: number): void {
    if (this.dropping) return;
    const room = LONGEST_LINE - this.heldLength;
    this.dropping = end - start > room;
    const taken = this.dropping ? room : end - start;
    this.held.set(chunk.subarray(start, start + taken), this.heldLength);
    this.heldLength += taken;
  }

  private flush(): void {
    if (this.dropping) this.sink.overlongLine(this.held);
    else this.sink.line(this.held, 0, this.heldLength);
    this.heldLength = 0;
    this.dropping = false;
  }
}
