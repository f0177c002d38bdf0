import type { Reason } from './event-parser.ts';

const KEPT = 5;
const EXCERPT_LENGTH = 100;

/** A line that could not be read. */
export interface UnparsedLine {
  /** Number in the file, from 1. */
  readonly line: number;
  readonly reason: Reason;
  /** Its beginning, with unprintable bytes as dots. */
  readonly excerpt: string;
}

/** Counts the lines that could not be read and keeps the first few. */
export class UnparsedLines {
  count = 0;
  readonly first: UnparsedLine[] = [];

  add(line: number, reason: Reason, bytes: Uint8Array, start: number, end: number): void {
    this.count++;
    if (this.first.length < KEPT) this.first.push({ line, reason, excerpt: excerpt(bytes, start, end) });
  }
}

/** The beginning of a line as ASCII, for people. */
export function excerpt(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end && i < start + EXCERPT_LENGTH; i++) {
    const byte = bytes[i]!;
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
  }
  return text;
}
