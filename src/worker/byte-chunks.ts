import type { BytesOnDisk } from '../protocol/commands.ts';

/** Bytes of a file: in memory, or on disk and read as they are needed. */
export type Bytes = ArrayBuffer | BytesOnDisk;

/** Bytes handed out at a time. */
const CHUNK = 256 * 1024;
/** Bytes read from a disk at a time: each reading waits for its turn, so the next one is asked for early. */
const PART = 4 * 2 ** 20;

/** Who wants the next bytes; exactly one of these is called, at once or later. */
export interface ChunkTaker {
  bytes(chunk: Uint8Array): void;
  end(): void;
  /** The file can be read no longer, with the reason. */
  failed(reason: string): void;
}

/** Gives bytes in pieces, from any place on. */
export interface Chunks {
  read(from: number, taker: ChunkTaker): void;
}

/** Bytes of a file in all. */
export function sizeOf(bytes: Bytes): number {
  return bytes instanceof ArrayBuffer ? bytes.byteLength : bytes.size;
}

/** The pieces of a file, to be read in order. Two parts of one on disk are in memory at most. */
export function chunksOf(bytes: Bytes): Chunks {
  return bytes instanceof ArrayBuffer ? inMemory(bytes) : onDisk(bytes);
}

function inMemory(bytes: ArrayBuffer): Chunks {
  return {
    read: (from, taker) => {
      if (from >= bytes.byteLength) taker.end();
      else taker.bytes(new Uint8Array(bytes, from, Math.min(CHUNK, bytes.byteLength - from)));
    },
  };
}

/** A part of a file, or why it could not be read. */
type Part =
  { readonly start: number; readonly bytes: Uint8Array } | { readonly start: number; readonly problem: string };

function onDisk(file: BytesOnDisk): Chunks {
  const readPart = async (start: number): Promise<Part> => {
    try {
      return { start, bytes: new Uint8Array(await file.slice(start, start + PART).arrayBuffer()) };
    } catch (error) {
      return { start, problem: `it could not be read: ${error instanceof Error ? error.message : String(error)}` };
    }
  };
  let current: Part | undefined;
  let next: { readonly start: number; readonly part: Promise<Part> } | undefined;
  const prefetch = (start: number): void => {
    next = start < file.size ? { start, part: readPart(start) } : undefined;
  };
  const give = (part: Part, from: number, taker: ChunkTaker): void => {
    if ('problem' in part) taker.failed(part.problem);
    else taker.bytes(part.bytes.subarray(from - part.start, from - part.start + CHUNK));
  };
  const take = async (from: number, taker: ChunkTaker): Promise<void> => {
    const part = await (next?.start === from ? next.part : readPart(from));
    current = part;
    prefetch(from + PART);
    give(part, from, taker);
  };
  return {
    read: (from, taker) => {
      if (from >= file.size) taker.end();
      else if (current !== undefined && 'bytes' in current && from < current.start + current.bytes.byteLength) {
        give(current, from, taker);
      } else void take(from, taker);
    },
  };
}
