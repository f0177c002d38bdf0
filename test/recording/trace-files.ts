import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { RecordingReader } from '../../src/recording/recording.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { TraceEvent } from '../../src/recording/trace-event.ts';
import { TraceReader } from '../../src/recording/trace-reader.ts';
import type { ReadReport } from '../../src/recording/trace-reader.ts';

const FOLDERS = [join(import.meta.dirname, '../../public/traces'), join(import.meta.dirname, '../traces')];
const IS_TRACE = /\.txt(\.gz)?$/;

/** Every recording that the project carries. */
export const traceNames: readonly string[] = FOLDERS.flatMap((folder) => readdirSync(folder)).filter((name) =>
  IS_TRACE.test(name),
);

/** The bytes of a recording, as the file holds them. */
export function loadTrace(name: string): Uint8Array {
  const folder = FOLDERS.find((candidate) => existsSync(join(candidate, name)));
  if (folder === undefined) throw new Error(`no trace ${name}`);
  return Uint8Array.from(readFileSync(join(folder, name)));
}

/** Its text. */
export function loadTraceText(name: string): string {
  const bytes = loadTrace(name);
  return Buffer.from(name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

const recordings = new Map<string, Recording>();

/** Reads a recording of the project, once for all tests of a file. */
export function readTrace(name: string): Recording {
  let recording = recordings.get(name);
  if (recording === undefined) {
    const reader = new RecordingReader();
    reader.push(loadTrace(name));
    recordings.set(name, (recording = reader.end()));
  }
  return recording;
}

/** The events of an input given in chunks. */
export function readEvents(...chunks: readonly Uint8Array[]): { events: TraceEvent[]; report: ReadReport } {
  const events: TraceEvent[] = [];
  const reader = new TraceReader((event) => events.push(event));
  for (const chunk of chunks) reader.push(chunk);
  return { events, report: reader.end() };
}

/** The bytes of a text. */
export function utf8(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text));
}
