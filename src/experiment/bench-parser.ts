import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { readRecording } from '../recording/recording.ts';
import { median, timed } from './bench-clock.ts';
import { RECORDED_STREAM, recordingPath } from './recorded-cells.ts';

/** How fast recordings are read. */
export interface ParserSpeed {
  readonly file: string;
  readonly lines: number;
  readonly linesPerSecond: number;
}

/** Reads a recording of the project, unpacked before, several times. */
export function benchParser(rounds: number): ParserSpeed {
  const text = gunzipSync(readFileSync(recordingPath(RECORDED_STREAM)));
  let lines = 0;
  for (const byte of text) if (byte === 10) lines += 1;
  readRecording(text);
  const spans = Array.from({ length: rounds }, () => timed(() => void readRecording(text)));
  return { file: RECORDED_STREAM, lines, linesPerSecond: (lines * 1e9) / median(spans) };
}
