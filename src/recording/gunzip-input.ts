import { Gunzip } from 'fflate';
import { Crc32 } from './crc32.ts';

const MAGIC = Uint8Array.of(0x1f, 0x8b);
/** Compressed bytes unpacked at a time: deflate grows at most 1032-fold, so a step yields at most 16 MiB. */
const STEP = 16_384;
/** CRC-32 of the text, at the end of a gzip member; four bytes of length follow it. */
const TRAILER_LENGTH = 8;

/**
 * Passes bytes on as they are, or unpacked when the first two are gzip's (RFC 1952). Unpacking stops at the first damage;
 * what was unpacked until there has been passed on.
 */
export class GunzipInput {
  private readonly output: (bytes: Uint8Array) => void;
  private mode: 'undecided' | 'plain' | 'gzip' = 'undecided';
  /** The first byte, when the second has not come yet. */
  private first: Uint8Array = new Uint8Array(0);
  private readonly gunzip: Gunzip;
  private compressedBytes = 0;
  /** The last bytes of the input so far, for the trailer. */
  private tail: Uint8Array = new Uint8Array(0);
  /** What the step in progress has yielded. */
  private readonly unpacked: Uint8Array[] = [];
  private unpackedBytes = 0;
  private readonly checksum = new Crc32();
  private members = 1;
  /** Why unpacking stopped or is not to be trusted, in words; undefined while all is well. */
  damage: string | undefined;

  constructor(output: (bytes: Uint8Array) => void) {
    this.output = output;
    this.gunzip = new Gunzip((bytes) => this.unpacked.push(bytes));
    this.gunzip.onmember = () => this.members++;
  }

  get compressed(): boolean {
    return this.mode === 'gzip';
  }

  push(chunk: Uint8Array): void {
    if (this.mode === 'undecided') this.decide(chunk);
    else if (this.mode === 'plain') this.output(chunk);
    else for (let at = 0; at < chunk.length; at += STEP) this.unpack(chunk.subarray(at, at + STEP), false);
  }

  end(): void {
    if (this.mode === 'undecided' && this.first.length > 0) this.output(this.first);
    if (this.mode !== 'gzip') return;
    this.unpack(new Uint8Array(0), true);
    this.damage ??= this.checkTrailer();
  }

  private decide(chunk: Uint8Array): void {
    const start = concatenate(this.first, chunk);
    if (start.length < 2) {
      this.first = start;
      return;
    }
    this.mode = start[0] === MAGIC[0] && start[1] === MAGIC[1] ? 'gzip' : 'plain';
    this.push(start);
  }

  private unpack(chunk: Uint8Array, final: boolean): void {
    if (this.damage !== undefined) return;
    this.compressedBytes += chunk.length;
    this.tail = concatenate(this.tail, chunk).slice(-TRAILER_LENGTH);
    try {
      this.gunzip.push(chunk, final);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      this.damage = `gzip data ${final ? 'ends early' : 'is damaged'} at about byte ${this.compressedBytes} (${what})`;
    }
    // Outside the `try`: a failure of the receiver is not a damage of the input.
    for (const bytes of this.unpacked.splice(0)) {
      this.unpackedBytes += bytes.length;
      this.checksum.add(bytes);
      this.output(bytes);
    }
  }

  /** Compares text and trailer; of files put together from several members, only that there is text. */
  private checkTrailer(): string | undefined {
    if (this.unpackedBytes === 0) return 'gzip data ends before any text';
    if (this.members > 1) return undefined;
    const stored = this.tail.subarray(0, 4).reduceRight((value, byte) => value * 256 + byte, 0);
    return stored === this.checksum.value
      ? undefined
      : 'gzip checksum does not match: the file is cut off or damaged, and its text may be wrong';
  }
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
