import { SETTINGS, STRATEGIES, type Setting, type Strategy } from '../config/identifiers.ts';
import { SETTING_HELP, SETTING_LABEL, STRATEGY_HELP, STRATEGY_LABEL } from './names.ts';
import type { SourceRef } from './sources.ts';

/** A word that a panel uses. */
export interface Term {
  readonly term: string;
  /** What it means here, in one line. */
  readonly says: string;
  readonly sources: readonly SourceRef[];
}

const SETTING_SOURCE: Readonly<Record<Setting, readonly SourceRef[]>> = {
  'bare-metal': ['slides', 'slide-16'],
  samecore: ['slide-7', 'slides'],
  sidecore: ['slide-10', 'abstract'],
  direct: ['abstract', 'excerpt'],
};

const STRATEGY_SOURCE: Readonly<Record<Strategy, readonly SourceRef[]>> = {
  strict: ['old-driver', 'slides'],
  deferred: ['excerpt', 'old-driver'],
  optimistic: ['abstract', 'slides'],
  async: ['memory'],
  shared: ['willmann', 'memory'],
  passthrough: ['memory'],
};

const term = (name: string, says: string, ...sources: readonly SourceRef[]): Term => ({ term: name, says, sources });

/** The terms of each panel, by its short name: what its words mean, and where that is from. */
export const PANEL_TERMS: Readonly<Record<string, readonly Term[]>> = {
  matrix: [
    ...SETTINGS.map((name) => term(SETTING_LABEL[name], SETTING_HELP[name], ...SETTING_SOURCE[name])),
    ...STRATEGIES.map((name) => term(STRATEGY_LABEL[name], STRATEGY_HELP[name], ...STRATEGY_SOURCE[name])),
    term('the paper', 'share of a 10 Gb/s line, as published; sidecore with deferred is in no source', 'slides'),
  ],
  'data-path': [
    term('exit', 'the processor leaves the guest because it touched a register', 'splitx', 'slide-16', 'cost:vm-exit'),
    term('vIOMMU', 'the emulated IOMMU: what the guest’s own driver programs', 'slide-7', 'abstract'),
    term('sidecore', 'another core that polls what the guest wrote, and emulates', 'slide-10'),
    term('busy', 'share of the time in which a core does what has a price', 'slide-16', 'model'),
    term('IOMMU', 'translates and checks each access of the device', 'vtd-walk', 'vtd-context'),
  ],
  throughput: [
    term('on the wire', 'a frame counts with all that the line carries for it', 'ethernet'),
    term('paper', 'the mark at the gauge: what the authors measured in this cell', 'slides'),
    term('budget', 'cycles of the core between two frames at the full rate', 'cost:core-frequency', 'excerpt'),
    term('cycles per frame', 'the sum of the prices of all that was done for it', 'slide-16', 'model'),
    term(
      'exits per frame',
      'two invalidations with caching mode, three trapped accesses each',
      'vtd-caching-mode',
      'old-driver',
    ),
  ],
  tables: [
    term('root, context', 'bus, then device and function, choose the tables', 'vtd-context', 'vtd-structures'),
    term('level 4 … 1', 'nine bits of the address each choose one of 512 entries', 'vtd-walk', 'vtd-structures'),
    term('shadow', 'the hypervisor’s copy, which the real IOMMU walks', 'slide-7'),
    term('awaiting teardown', 'unmapped, but left as it is for a while', 'abstract'),
    term('awaiting flush', 'cleared, but somebody has not been told to forget it', 'excerpt', 'old-driver'),
    term('stale', 'the entry is gone; the IOTLB or the shadow still answers', 'vtd-invalidate'),
  ],
  iotlb: [
    term(
      'IOTLB',
      'remembers finished translations; a walk takes about 300 ns',
      'pcie-bench',
      'cost:memory-read-latency',
    ),
    term('sets and ways', 'an address fits into the ways of one set; the oldest gives way', 'model'),
    term('hit rate', 'share of the latest translations that needed no walk', 'pcie-bench'),
    term('invalidate', 'the driver must ask the IOTLB to forget', 'vtd-invalidate'),
  ],
  teardown: [
    term('deadline', 'optimistic: a mapping outlives its unmap by the age limit', 'abstract', 'model'),
    term('quota', 'most mappings that may wait; the oldest go first', 'memory', 'model'),
    term('taken back', 'mapped again while it waited: no entry written, nothing invalidated', 'abstract'),
    term('reuse distance', 'pages mapped between the unmap and the next map of a page', 'model'),
    term('flush queue', 'deferred: one invalidation for many unmaps', 'old-driver', 'excerpt', 'caching-mode-patch'),
  ],
  protection: [
    term('still reachable', 'unmapped pages that a DMA would reach at this moment', 'excerpt', 'abstract'),
    term('page·ms exposed', 'reachable pages times how long each was', 'model'),
    term('rogue DMA', 'a device that uses an address it should not; the hardware decides', 'vtd-fault'),
    term('pinned', 'must stay in memory, for a device may use it', 'excerpt', 'nic-page-fault'),
    term('reclaimable, reclaimed', 'the host may take it; the host has taken it', 'abstract', 'cost:swap-in'),
    term('guests that fit', 'when each keeps only what is pinned and a share of the rest', 'model', 'memory'),
  ],
  registers: [
    term('registers', 'names, offsets and fields as specified', 'vtd-registers'),
    term('invalidation', 'by a register, or by a queue in memory', 'vtd-invalidate'),
    term('caching mode', 'the driver must tell of new mappings too', 'vtd-caching-mode', 'caching-mode-patch'),
    term('fault record', 'a blocked DMA: address, source and reason', 'vtd-fault'),
  ],
  log: [
    term('event', 'something that the emulator did, in the order in which it did it', 'model'),
    term('drivers’ steps', 'map, unmap and flush as the driver of 2010 does them', 'old-driver'),
    term('recording', 'the operations of a real driver, replayed', 'recordings'),
  ],
};
