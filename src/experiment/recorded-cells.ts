import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { measureRecordedStream, readStream, type RecordedStreamResult } from './recorded-stream.ts';
import { cellConfig, PAPER_CELLS, type CellName } from './reproduce-cells.ts';
import { DEFAULT_CONFIG } from '../config/machine-config.ts';

/** The recorded transmit stream: a Linux driver sending 32 MiB, strict, caching mode off. */
export const RECORDED_STREAM = 'strict-net-tx.txt.gz';

/** A cell with the recorded stream as its page sequence. */
export type RecordedCell = CellName & RecordedStreamResult;

/** Measures cells with the recorded stream instead of the model. There is no chance in it, so one pass each. */
export function measureRecordedCells(
  done: () => void = () => undefined,
  cells: readonly CellName[] = PAPER_CELLS,
): RecordedCell[] {
  const stream = readStream(recordingPath(RECORDED_STREAM));
  return cells.map((cell) => {
    const result = measureRecordedStream(cellConfig(cell, DEFAULT_CONFIG.seed), stream);
    done();
    return { ...cell, ...result };
  });
}

/** Where a recording of the project lies: beside the sources, beside the built command, or in the built site. */
export function recordingPath(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = ['../../public/traces', '../public/traces', '../dist/traces'].map((place) => join(here, place, name));
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is not where it should be: ${places.join(', ')}`);
  return found;
}
