import { strFromU8 } from 'fflate';
import { shiftLeft, shiftRight, or } from '../base/bits.ts';

/** The ASCII bytes of a word, for `take` and `skipPast`. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export const BLANK = 0x20;
const ZERO = 0x30;
const NO_DIGIT = 255;

/** Value of each byte as a hexadecimal digit. */
const HEX_DIGIT = new Uint8Array(256).fill(NO_DIGIT);
for (let value = 0; value < 16; value++) {
  HEX_DIGIT[value.toString(16).charCodeAt(0)] = value;
  HEX_DIGIT[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/**
 * Reads numbers and words from one line of bytes, left to right, without making strings: the inner loop of the parsers.
 * Numbers come back as exact integers up to 2^53, beyond that rounded; -1 means that no digit stood there.
 */
export class LineScanner {
  bytes: Uint8Array = new Uint8Array(0);
  /** Index of the next byte to read. */
  position = 0;
  /** Index after the last byte of the line. */
  end = 0;
  /** The halves of the last `word64`. */
  high = 0;
  low = 0;

  /** Points the scanner at bytes `start` … `end`-1. */
  reset(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  atEnd(): boolean {
    return this.position >= this.end;
  }

  /** The next byte, or -1 at the end. */
  peek(): number {
    return this.position < this.end ? this.bytes[this.position]! : -1;
  }

  skipBlanks(): void {
    while (this.position < this.end && this.bytes[this.position] === BLANK) this.position++;
  }

  /** Moves to the next blank or the end. */
  skipWord(): void {
    while (this.position < this.end && this.bytes[this.position] !== BLANK) this.position++;
  }

  /** Whether `word` stands here. */
  at(word: Uint8Array): boolean {
    if (this.position + word.length > this.end) return false;
    for (let i = 0; i < word.length; i++) if (this.bytes[this.position + i] !== word[i]) return false;
    return true;
  }

  /** Moves past `word` if it stands here. */
  take(word: Uint8Array): boolean {
    if (!this.at(word)) return false;
    this.position += word.length;
    return true;
  }

  /** Moves past the next `word`; stays when there is none. */
  skipPast(word: Uint8Array): boolean {
    const start = this.position;
    const first = word[0]!;
    for (; this.position + word.length <= this.end; this.position++) {
      if (this.bytes[this.position] === first && this.take(word)) return true;
    }
    this.position = start;
    return false;
  }

  /** Decimal digits. */
  decimal(): number {
    let value = 0;
    const start = this.position;
    while (this.position < this.end) {
      const digit = this.bytes[this.position]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      this.position++;
    }
    return this.position === start ? -1 : value;
  }

  /** Hexadecimal digits, with or without `0x` before them. */
  hex(): number {
    this.takeHexPrefix();
    let value = 0;
    const start = this.position;
    while (this.position < this.end) {
      const digit = HEX_DIGIT[this.bytes[this.position]!]!;
      if (digit === NO_DIGIT) break;
      value = value * 16 + digit;
      this.position++;
    }
    return this.position === start ? -1 : value;
  }

  /** Hexadecimal after `0x`, decimal otherwise. */
  number(): number {
    return this.takeHexPrefix() ? this.hex() : this.decimal();
  }

  /** Hexadecimal digits as a 64-bit word into `high` and `low`. */
  word64(): boolean {
    this.takeHexPrefix();
    this.high = 0;
    this.low = 0;
    const start = this.position;
    while (this.position < this.end) {
      const digit = HEX_DIGIT[this.bytes[this.position]!]!;
      if (digit === NO_DIGIT) break;
      this.high = or(shiftLeft(this.high, 4), shiftRight(this.low, 28));
      this.low = or(shiftLeft(this.low, 4), digit);
      this.position++;
    }
    return this.position > start;
  }

  /** The text from here to the end of the line, or to index `to`; bytes that are not UTF-8 become U+FFFD. */
  text(to = this.end): string {
    return strFromU8(this.bytes.subarray(this.position, to));
  }

  private takeHexPrefix(): boolean {
    if (this.bytes[this.position] !== ZERO || this.position + 2 > this.end) return false;
    if (this.bytes[this.position + 1] !== 0x78) return false;
    this.position += 2;
    return true;
  }
}
