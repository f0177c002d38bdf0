import { parseFlushAll, parseFlushRange, parseCacheTag } from './cache-tag-events.ts';
import { parseConsole } from './console-event.ts';
import { parseDmaMap, parseDmaMapList, parseDmaUnmap, parseDmaUnmapList } from './dma-events.ts';
import type { EventParser } from './event-parser.ts';
import { parseAttach, parseGroup, parseIoPageFault, parseMap, parseUnmap } from './iommu-events.ts';
import { ascii } from './line-scanner.ts';
import type { LineScanner } from './line-scanner.ts';
import { parseMarker, parsePrint } from './marker-event.ts';
import { parseQueueSubmit } from './queue-submit-event.ts';

/** Every event name that is understood, most frequent first among names of one length. */
const PARSERS: readonly (readonly [name: string, parser: EventParser])[] = [
  ['map', parseMap],
  ['unmap', parseUnmap],
  ['qi_submit', parseQueueSubmit],
  ['cache_tag_flush_range', parseFlushRange('flush-range')],
  ['cache_tag_flush_range_np', parseFlushRange('flush-range-np')],
  ['cache_tag_flush_all', parseFlushAll],
  ['cache_tag_assign', parseCacheTag('cache-tag-assigned')],
  ['cache_tag_unassign', parseCacheTag('cache-tag-unassigned')],
  ['dma_map_page', parseDmaMap('page')],
  ['dma_unmap_page', parseDmaUnmap('page')],
  ['dma_map_sg', parseDmaMapList],
  ['dma_unmap_sg', parseDmaUnmapList],
  ['dma_alloc', parseDmaMap('alloc')],
  ['dma_free', parseDmaUnmap('free')],
  // Relatives in later kernels: 6.13 splits the allocations, 6.18 renames page to phys.
  ['dma_map_resource', parseDmaMap('page')],
  ['dma_unmap_resource', parseDmaUnmap('page')],
  ['dma_map_phys', parseDmaMap('page')],
  ['dma_unmap_phys', parseDmaUnmap('page')],
  ['dma_alloc_pages', parseDmaMap('alloc')],
  ['dma_free_pages', parseDmaUnmap('free')],
  ['tracing_mark_write', parseMarker],
  ['print', parsePrint],
  ['console', parseConsole],
  ['add_device_to_group', parseGroup('group-added')],
  ['remove_device_from_group', parseGroup('group-removed')],
  ['attach_device_to_domain', parseAttach('attached')],
  ['detach_device_from_domain', parseAttach('detached')],
  ['io_page_fault', parseIoPageFault],
];

interface Row {
  readonly name: Uint8Array;
  readonly parser: EventParser;
}

const ROWS_BY_LENGTH: readonly (readonly Row[])[] = groupByLength();

/** The parser of the event whose name of `length` bytes stands at the scanner; undefined for events not understood. */
export function findParser(scanner: LineScanner, length: number): EventParser | undefined {
  return ROWS_BY_LENGTH[length]?.find((row) => scanner.at(row.name))?.parser;
}

function groupByLength(): Row[][] {
  const table: Row[][] = [];
  for (const [name, parser] of PARSERS) {
    (table[name.length] ??= []).push({ name: ascii(name), parser });
  }
  return table;
}
