import { gpa, iova, PAGE_SIZE } from '../bus/addresses.ts';
import { RecordedOperations } from './recorded-operations.ts';
import type { RecordedOperation } from './recorded-operation.ts';

/** Nanoseconds between what came before the stream and its beginning: every core is idle by then. */
const SETTLING = 20_000_000;

/** A recording as a stream of single pages on a clock of its own. */
export interface PageStream {
  readonly operations: RecordedOperations;
  /** Operations up to the beginning of the stream, the marker included. */
  readonly setUp: number;
  /** Pages mapped from there on. */
  readonly pages: number;
}

/**
 * Cuts each recorded map and unmap into pages, and lets a page be mapped every `spacing` nanoseconds from the first marker on
 * that contains `marker`; unmaps keep their place between the maps. What came before the marker is done at the start.
 * Accesses after unmap are left out.
 */
export function pageStream(recorded: RecordedOperations, marker: string, spacing: number): PageStream {
  const operations = new RecordedOperations();
  let setUp = 0;
  let pages = 0;
  for (const operation of recorded) {
    const { kind, text } = operation;
    if (kind === 'stale-access') continue;
    const isBeginning = setUp === 0 && kind === 'marker' && text.includes(marker);
    const time = setUp === 0 && !isBeginning ? 0 : SETTLING + pages * spacing;
    if (kind === 'map') pages += mapPages(operations, operation, time, setUp === 0 ? 0 : spacing);
    else if (kind === 'unmap') unmapPages(operations, operation, time);
    else operations.append({ ...operation, time });
    if (isBeginning) {
      setUp = operations.length;
      pages = 0;
    }
  }
  return { operations, setUp, pages };
}

function mapPages(into: RecordedOperations, operation: RecordedOperation, start: number, spacing: number): number {
  let pages = 0;
  for (const segment of operation.segments) {
    for (let offset = 0; offset < segment.size; offset += PAGE_SIZE) {
      into.append({
        ...operation,
        time: start + pages * spacing,
        iova: iova(operation.iova + pages * PAGE_SIZE),
        size: PAGE_SIZE,
        segments: [{ gpa: gpa(segment.gpa + offset), size: PAGE_SIZE }],
      });
      pages += 1;
    }
  }
  return pages;
}

function unmapPages(into: RecordedOperations, operation: RecordedOperation, time: number): void {
  for (let offset = 0; offset < operation.size; offset += PAGE_SIZE) {
    into.append({ ...operation, time, iova: iova(operation.iova + offset), size: PAGE_SIZE });
  }
}
