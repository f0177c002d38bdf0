/** What the guest's drivers and workloads look like. */
export interface WorkloadConfig {
  /** Descriptors of each ring, a power of two, 16 … 4096. */
  readonly ringSize: number;
  /** Payload bytes of a frame, 46 … 4000 (1500 = 1538 on the wire). */
  readonly framePayload: number;
  /** Payload bytes of a request and its response. */
  readonly requestPayload: number;
  /** Bytes between the start of the page and the frame, a multiple of 4. */
  readonly headroom: number;
  /** Frames per doorbell, 1 … 64. */
  readonly framesPerDoorbell: number;
  /** Interrupt moderation: frames and picoseconds. */
  readonly coalesceFrames: number;
  readonly coalesceTime: number;
  /** Page pool: pages per descriptor, at least 2. */
  readonly poolPagesPerDescriptor: number;
  /** Parts per million of the freed pages that go back to the page allocator. */
  readonly coldRate: number;
  /** Shortest span in picoseconds until the page allocator hands such a page out again. */
  readonly coldTime: number;
  /** Pages per NVMe request, 1 … 32 (4 KiB … 128 KiB). */
  readonly blockPages: number;
  /** NVMe requests in flight, 1 … 255. */
  readonly queueDepth: number;
  /** Buffers that the random reads go round. */
  readonly blockBuffers: number;
  /** Most completions handled in one piece of work. */
  readonly completionBatch: number;
}

/** The paper's testbed: ring 256, 1500-byte frames, interrupts every 16 frames or 20 µs. */
export const PAPER_WORKLOAD: WorkloadConfig = {
  ringSize: 256,
  framePayload: 1500,
  requestPayload: 64,
  headroom: 0,
  framesPerDoorbell: 1,
  coalesceFrames: 16,
  coalesceTime: 20_000_000,
  poolPagesPerDescriptor: 2,
  coldRate: 35_000,
  coldTime: 100_000_000_000,
  blockPages: 1,
  queueDepth: 32,
  blockBuffers: 64,
  completionBatch: 64,
};

/** What a guest keeps for its kernel, tables and rings, MiB: the buffers lie in the memory behind it. */
export const KERNEL_MEMORY_MIB = 32;

/** Fewest pages of the pool from which a network driver takes its buffers: what the depths of reuse reach, and a ring of 256 beside them. */
const FEWEST_POOL_PAGES = 512;

/** Pages that the network driver keeps for its buffers. */
export function poolPages({ ringSize, poolPagesPerDescriptor }: WorkloadConfig): number {
  return Math.max(FEWEST_POOL_PAGES, ringSize * poolPagesPerDescriptor);
}

/** Fewest pages with which every workload goes on: the network driver's, and those of block requests of either kind. */
export function bufferPages(shape: WorkloadConfig): number {
  const { blockBuffers, queueDepth, blockPages } = shape;
  return poolPages(shape) + (blockBuffers + queueDepth) * blockPages;
}
