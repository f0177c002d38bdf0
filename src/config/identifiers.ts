/** Who owns the physical IOMMU and how the guest reaches the one it sees. The words are used in links, JSON and options. */
export const SETTINGS = ['bare-metal', 'samecore', 'sidecore', 'direct'] as const;
export type Setting = (typeof SETTINGS)[number];

/** What the guest does with a mapping at map and unmap. `passthrough` is labelled "Off" on screen. */
export const STRATEGIES = ['strict', 'deferred', 'optimistic', 'async', 'shared', 'passthrough'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** How the guest's driver asks for invalidations. */
export const INVALIDATION_INTERFACES = ['register', 'queued'] as const;
export type InvalidationInterface = (typeof INVALIDATION_INTERFACES)[number];

/** Why asynchronous invalidation cannot be chosen where invalidations are asked for by registers. */
export const ASYNC_NEEDS_QUEUE = 'needs the invalidation queue, not registers';

/** What keeps the guest busy. `recording` replays a recorded driver. */
export const WORKLOADS = [
  'transmit',
  'receive',
  'request-response',
  'nvme-random',
  'nvme-sequential',
  'recording',
] as const;
export type WorkloadName = (typeof WORKLOADS)[number];

export const REPLACEMENTS = ['lru', 'fifo', 'random'] as const;
export type Replacement = (typeof REPLACEMENTS)[number];
