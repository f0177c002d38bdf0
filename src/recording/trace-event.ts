import type { DomainId, Gpa, Iova, SourceId } from '../bus/addresses.ts';

/**
 * What one line of a recording says. Formats: Linux 6.1 and 6.12, `include/trace/events/{iommu,intel_iommu,dma}.h`; the
 * older `paddr=… size=…` lines too. Physical addresses are those of the recorded kernel, so they are a guest's: `Gpa`.
 */
export type TraceEvent =
  | MapEvent
  | UnmapEvent
  | IotlbInvalidationEvent
  | ContextInvalidationEvent
  | OtherInvalidationEvent
  | DmaMapEvent
  | DmaUnmapEvent
  | FlushRangeEvent
  | FlushAllEvent
  | CacheTagEvent
  | MarkerEvent
  | StaleAccessEvent
  | FaultEvent
  | GroupEvent
  | AttachEvent
  | OtherEvent;

/** From where in the kernel a line was written, if the file has the flags column: interrupts nest inside processes. */
export type ExecutionContext = 'process' | 'soft-interrupt' | 'hard-interrupt' | 'unknown';

/** The columns that every line has. */
export interface LineOrigin {
  /** Number of the line in the file, from 1. */
  readonly line: number;
  /**
   * Recorded clock in whole nanoseconds (microsecond files are multiples of 1000). Beyond 104 days of uptime a number
   * no longer holds every nanosecond and the value is rounded to 2 ns, monotonically.
   */
  readonly time: number;
  /** Name of the task (thread) that was running, as printed: at most 15 characters, blanks possible. */
  readonly task: string;
  readonly pid: number;
  readonly cpu: number;
  readonly context: ExecutionContext;
}

/** `iommu:map`: one physically contiguous run became mapped. Sizes are bytes, multiples of 4096. */
export interface MapEvent extends LineOrigin {
  readonly kind: 'map';
  readonly iova: Iova;
  readonly size: number;
  readonly paddr: Gpa;
}

/** `iommu:unmap`: page-table entries were cleared; one unmap may cover several maps. */
export interface UnmapEvent extends LineOrigin {
  readonly kind: 'unmap';
  readonly iova: Iova;
  /** Bytes that were asked for. */
  readonly size: number;
  /** Bytes that were found mapped; equal to `size` where the line does not say. */
  readonly unmappedSize: number;
}

/** `intel_iommu:qi_submit` of an IOTLB descriptor (FACTS of VT-d: type 2). */
export interface IotlbInvalidationEvent extends LineOrigin {
  readonly kind: 'invalidation-submitted';
  readonly descriptor: 'iotlb';
  readonly granularity: 'global' | 'domain-selective' | 'page-selective';
  readonly domainId: DomainId;
  /** First address of the 2^addressMask pages; 0 unless page-selective. */
  readonly address: Iova;
  readonly addressMask: number;
  /** The invalidation hint IH: entries of upper levels are unchanged. */
  readonly leafOnly: boolean;
}

/** `intel_iommu:qi_submit` of a context-cache descriptor (type 1). */
export interface ContextInvalidationEvent extends LineOrigin {
  readonly kind: 'invalidation-submitted';
  readonly descriptor: 'context';
  readonly granularity: 'global' | 'domain-selective' | 'device-selective';
  readonly domainId: DomainId;
  readonly sourceId: SourceId;
}

/** `intel_iommu:qi_submit` of anything else: device TLB, interrupt entries, PASID caches. */
export interface OtherInvalidationEvent extends LineOrigin {
  readonly kind: 'invalidation-submitted';
  readonly descriptor: 'other';
  /** The kernel's word: `dev_tlb_inv`, `iec_inv`, `inv_wait` … */
  readonly type: string;
}

export type DmaDirection = 'to-device' | 'from-device' | 'bidirectional' | 'unknown';

/** One piece of a scatter list, as the device sees it. */
export interface DmaEntry {
  readonly iova: Iova;
  /** Bytes. */
  readonly size: number;
}

/** `dma:dma_map_page`, `dma_map_sg`, `dma_alloc` and their later names: comes after the `map` lines it explains. */
export interface DmaMapEvent extends LineOrigin {
  readonly kind: 'dma-map';
  readonly call: 'page' | 'sg' | 'alloc';
  readonly device: string;
  /** Undefined when the device is not a PCI function of segment ffff or below. */
  readonly sourceId: SourceId | undefined;
  readonly direction: DmaDirection;
  /** With the offset in the page; of a scatter list: its first piece. */
  readonly iova: Iova;
  /** Bytes; of a scatter list: all pieces together. */
  readonly size: number;
  /** Where the line says it. */
  readonly paddr: Gpa | undefined;
  /** The pieces of a scatter list; empty otherwise. */
  readonly entries: readonly DmaEntry[];
}

/** `dma:dma_unmap_page` (after its `unmap`), `dma_unmap_sg` and `dma_free` (before theirs). */
export interface DmaUnmapEvent extends LineOrigin {
  readonly kind: 'dma-unmap';
  readonly call: 'page' | 'sg' | 'free';
  readonly device: string;
  readonly sourceId: SourceId | undefined;
  readonly direction: DmaDirection;
  /** Undefined for a scatter list, which is printed with physical addresses only. */
  readonly iova: Iova | undefined;
  /** Bytes; 0 for a scatter list. */
  readonly size: number;
}

/** `intel_iommu:cache_tag_flush_range` (on unmap) and `…_np` (on map under caching mode). */
export interface FlushRangeEvent extends LineOrigin {
  readonly kind: 'flush-range' | 'flush-range-np';
  readonly domainId: DomainId;
  /** First and last byte, both included. */
  readonly first: Iova;
  readonly last: Iova;
  /** Start, page count and address mask of the request that covers the range. */
  readonly address: Iova;
  readonly pages: number;
  readonly addressMask: number;
}

/** `intel_iommu:cache_tag_flush_all`: a flush queue is drained. */
export interface FlushAllEvent extends LineOrigin {
  readonly kind: 'flush-all';
  readonly domainId: DomainId;
}

/** `intel_iommu:cache_tag_assign` and `_unassign`: just before the `attach` of the device concerned. */
export interface CacheTagEvent extends LineOrigin {
  readonly kind: 'cache-tag-assigned' | 'cache-tag-unassigned';
  readonly domainId: DomainId;
}

/** `tracing_mark_write`: text that a program wrote into the recording. */
export interface MarkerEvent extends LineOrigin {
  readonly kind: 'marker';
  readonly text: string;
}

/** The marker `stale access: device reads … at 0x… (IOVA page 0x… …)`: the device uses an address after its unmap. */
export interface StaleAccessEvent extends LineOrigin {
  readonly kind: 'stale-access';
  readonly access: 'read' | 'write';
  readonly iova: Iova;
  /** Start of the unmapped page. */
  readonly page: Iova;
  readonly text: string;
}

/** A fault as the kernel reported it: a `DMAR:` console line, or `iommu:io_page_fault`. */
export interface FaultEvent extends LineOrigin {
  readonly kind: 'fault';
  readonly sourceId: SourceId | undefined;
  readonly access: 'read' | 'write';
  /** Start of the faulting page in `DMAR:` lines. */
  readonly iova: Iova;
  /** VT-d fault reason code; `io_page_fault` does not say it. */
  readonly reason: number | undefined;
  readonly text: string;
}

/** `iommu:add_device_to_group`, `remove_device_from_group`. */
export interface GroupEvent extends LineOrigin {
  readonly kind: 'group-added' | 'group-removed';
  readonly group: number;
  readonly device: string;
  readonly sourceId: SourceId | undefined;
}

/** `iommu:attach_device_to_domain`, `detach_device_from_domain`. The domain is not in the line. */
export interface AttachEvent extends LineOrigin {
  readonly kind: 'attached' | 'detached';
  readonly device: string;
  readonly sourceId: SourceId | undefined;
}

/** A well-formed line of an event that tells nothing about mappings: counted, otherwise ignored. */
export interface OtherEvent extends LineOrigin {
  readonly kind: 'other';
  readonly name: string;
}
