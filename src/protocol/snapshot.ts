/**
 * What the page sees of the machine: sections of columns, each a copy of the structures at one moment. Immutable once
 * received.
 */

/** State of a translation as a viewer should read it. */
export const CELL = {
  /** Nothing there. */
  empty: 0,
  /** Mapped by the driver. */
  live: 1,
  /** Unmapped by the driver, mapping kept (optimistic teardown). */
  awaitingTeardown: 2,
  /** Unmapped, entry cleared, and something downstream still answers (deferred, async). */
  awaitingFlush: 3,
  /** In the IOTLB although nothing the driver knows of is mapped or waiting there. */
  stale: 4,
  /** A pointer to the next table. */
  table: 5,
} as const;
/** Added to a state when the cell was written since the previous snapshot. */
export const JUST_WRITTEN = 0x10;

/** The radix trees as they are in guest memory. Rows are tables; parents come before their children. */
export interface TablesSection {
  /** RTADDR's pointer. */
  readonly rootAddress: number;
  /** Context entries present: source-id and the four u32 words of each. */
  readonly contextSource: Uint16Array;
  readonly contextWords: Uint32Array;
  /** Address of the context entry. */
  readonly contextAddress: Float64Array;
  /** Table rows. */
  readonly address: Float64Array;
  /** 4 … 1; 1 is the leaf table. */
  readonly level: Uint8Array;
  /** Row of the parent table, -1 for a top table. */
  readonly parent: Int32Array;
  /** Index of the entry in the parent that points here. */
  readonly slot: Uint16Array;
  /** First IOVA the table covers. */
  readonly iovaBase: Float64Array;
  readonly domainId: Uint16Array;
  /** Entries that are not zero. */
  readonly presentCount: Uint16Array;
  /** 512 states a row (CELL, plus JUST_WRITTEN). */
  readonly states: Uint8Array;
  /** 512 × 2 u32 a row: the entry words themselves, low half first. */
  readonly words: Uint32Array;
  /** Tables there are beyond the rows sent. */
  readonly omittedTables: number;
}

export interface IotlbSection {
  readonly sets: number;
  readonly ways: number;
  /** Row-major [set × ways + way]. */
  readonly state: Uint8Array;
  readonly iova: Float64Array;
  readonly hpa: Float64Array;
  readonly domainId: Uint16Array;
  /** 12, 21 or 30. */
  readonly pageShift: Uint8Array;
  /** Bit 0 read, bit 1 write. */
  readonly permissions: Uint8Array;
  /** 0 = next to be replaced in its set, ways-1 = used latest. */
  readonly order: Uint8Array;
  /** Cell that answered latest, -1 if none. */
  readonly latestHit: number;
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
}

export interface TeardownSection {
  readonly active: boolean;
  /** Oldest first; at most as many rows as the section may hold. */
  readonly iova: Float64Array;
  readonly gpa: Float64Array;
  readonly domainId: Uint16Array;
  readonly pages: Uint16Array;
  /** Simulated time, ps. */
  readonly joinedAt: Float64Array;
  readonly deadline: Float64Array;
  /** Mappings waiting in all. */
  readonly length: number;
  /** 0 = unlimited. */
  readonly quota: number;
  /** Age limit, ps. */
  readonly ageLimit: number;
  readonly reused: number;
  readonly expired: number;
  readonly overQuota: number;
  readonly drained: number;
  /** Reuse distance (pages unmapped in between): bucket b counts 2^(b-1) … 2^b - 1; bucket 0 counts 0. */
  readonly distances: Float64Array;
}

export interface FlushSection {
  readonly active: boolean;
  readonly iova: Float64Array;
  readonly domainId: Uint16Array;
  readonly pages: Uint16Array;
  readonly joinedAt: Float64Array;
  /** 1 where the IOTLB or a shadow table still answers for the first page. */
  readonly cached: Uint8Array;
  readonly length: number;
  readonly highWaterMark: number;
  /** Longest wait, ps. */
  readonly timeout: number;
  /** When the queue is drained at the latest, ps; 0 when it is empty. */
  readonly drainAt: number;
  readonly drains: number;
  readonly freed: number;
}

/** The register page of the unit that the guest's driver sees: u32 words from offset 0. */
export interface RegistersSection {
  readonly words: Uint32Array;
}

/** The invalidation queue of that unit, in the guest's memory. */
export interface QueueSection {
  /** Descriptors that the ring holds; 0 = queued invalidation is off. */
  readonly size: number;
  /** Index of the descriptor that is carried out next, and of the place that is filled next. */
  readonly head: number;
  readonly tail: number;
  /** Index of the first descriptor in `words`, which goes on from there around the ring; 0 when all are there. */
  readonly first: number;
  /** Four u32 words a descriptor. */
  readonly words: Uint32Array;
}

export interface ProtectionSection {
  /** Pages that DMA reaches although the driver unmapped them, now. */
  readonly reachablePages: number;
  readonly peakReachablePages: number;
  readonly pageMilliseconds: number;
  /** Longest window of one page so far, ps. */
  readonly longestWindow: number;
  readonly staleHits: number;
  readonly faults: number;
  readonly mappedPages: number;
}

/** A guest's page frames of 4 KiB, and what a host of a stated size makes of such guests. */
export interface MemorySection {
  readonly framesTotal: number;
  readonly pinned: number;
  readonly pinnedPeak: number;
  /** Neither pinned nor reclaimed. */
  readonly reclaimable: number;
  /** On the swap device. */
  readonly reclaimed: number;
  readonly swapIns: number;
  /** Page frames of the host for the two figures below. */
  readonly hostFrames: number;
  /**
   * Guests like this one that fit: pinned only what was pinned at most, and of the rest the share that the host pressure
   * leaves (a stated working set); and with all memory pinned.
   */
  readonly guestsThatFitWith: number;
  readonly guestsThatFitWithout: number;
}

export interface RecordingSection {
  readonly name: string;
  /** Operations replayed and in all. */
  readonly done: number;
  readonly total: number;
  readonly maps: number;
  readonly unmaps: number;
  readonly assumedMaps: number;
  readonly unparsedLines: number;
  /** The first unreadable lines, each `line N: reason`. */
  readonly problems: readonly string[];
}

export interface Sections {
  readonly tables: TablesSection;
  readonly iotlb: IotlbSection;
  readonly teardown: TeardownSection;
  readonly flush: FlushSection;
  readonly registers: RegistersSection;
  readonly queue: QueueSection;
  readonly protection: ProtectionSection;
  readonly recording: RecordingSection;
  /** The tables that the physical unit walks, in host memory; absent on bare metal, where `tables` are those. */
  readonly shadowTables: TablesSection;
  /** Absent on bare metal. */
  readonly memory: MemorySection;
}

/** What holds throughput back. */
export type Bottleneck = 'guest-core' | 'sidecore' | 'link' | 'device' | 'none';

/** Counted in the core, exact, in every report. */
export interface Metrics {
  /** Rate on the wire over the window, Gb/s; never above `lineRateGbps`. */
  readonly gbps: number;
  readonly lineRateGbps: number;
  /** Length of the window the rate is an average over, ps. */
  readonly window: number;
  readonly frames: number;
  readonly framesPerSecond: number;
  /** Cycles of the guest core per frame over the window, by act index; the last row is idle. */
  readonly cyclesPerFrame: Float64Array;
  /** Cycles the line leaves for each frame. */
  readonly cycleBudget: number;
  /** Share of the guest core's time that is not idle, over the window, 0 … 1. */
  readonly coreUtilisation: number;
  readonly bottleneck: Bottleneck;
  readonly iotlbHits: number;
  readonly iotlbMisses: number;
  readonly pageInvalidations: number;
  readonly domainInvalidations: number;
  readonly globalInvalidations: number;
  readonly maps: number;
  readonly reused: number;
  readonly faults: number;
  readonly events: number;
  /** Fingerprint of the event stream so far. */
  readonly hash: string;
  /** Rate history for the sparkline: Gb/s per sample, oldest first, and the span of a sample, ps. */
  readonly history: Float64Array;
  readonly historySpan: number;
  /** Exits of the first guest by register accesses since the start, and per frame over the window. */
  readonly vmExits: number;
  readonly exitsPerFrame: number;
  /** Share of the sidecore's time spent serving, over the window, 0 … 1; 0 without one. */
  readonly sidecoreUtilisation: number;
  /** Page frames of the first guest that are pinned now; 0 on bare metal. */
  readonly pinnedPages: number;
  /** Rate of each guest over the window, Gb/s. One on bare metal. */
  readonly guestGbps: Float64Array;
}
