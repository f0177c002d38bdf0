import type { BytesOnDisk } from '../protocol/commands.ts';

/** Bytes of a file: in memory, or on disk and read as they are needed. */
export type Bytes = ArrayBuffer | BytesOnDisk;

/** Bytes handed out at a time. */
const CHUNK = 256 * 1024;
/** Bytes read from a disk at a time: each reading waits for its turn. */
const READ_AHEAD = 4 * CHUNK;

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

/** The pieces of a file. At most `READ_AHEAD` bytes of one on disk are in memory. */
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

function onDisk(file: BytesOnDisk): Chunks {
  let part = new Uint8Array(0);
  let start = 0;
  const give = (from: number, taker: ChunkTaker): void => {
    const at = from - start;
    taker.bytes(part.subarray(at, at + CHUNK));
  };
  /** @returns why it could not be read. */
  const readPart = async (from: number): Promise<string | undefined> => {
    try {
      part = new Uint8Array(await file.slice(from, from + READ_AHEAD).arrayBuffer());
      start = from;
      return undefined;
    } catch (error) {
      return `it could not be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  return {
    read: (from, taker) => {
      if (from >= file.size) taker.end();
      else if (from >= start && from < start + part.byteLength) give(from, taker);
      else {
        void readPart(from).then((reason) => (reason === undefined ? give(from, taker) : taker.failed(reason)));
      }
    },
  };
}
