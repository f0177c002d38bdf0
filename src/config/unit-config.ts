import type { Replacement } from './identifiers.ts';

/** Sizes of the caches of a remapping unit. None of this is architectural: the specification leaves it to the maker. */
export interface CacheConfig {
  /** IOTLB entries in all; 0 = no IOTLB. */
  readonly iotlbEntries: number;
  /** Ways of a set; equal to `iotlbEntries` = fully associative. Divides `iotlbEntries`, the quotient a power of two. */
  readonly iotlbWays: number;
  readonly replacement: Replacement;
  /** Context-cache entries; 0 = none. */
  readonly contextEntries: number;
}

/** What a remapping unit is, as its capability registers tell. */
export interface UnitConfig {
  /** Guest address width: 39 (3 levels) or 48 (3 and 4 levels). */
  readonly addressWidth: 39 | 48;
  /** CAP.CM: not-present entries may be cached, so software invalidates after mapping too. */
  readonly cachingMode: boolean;
  readonly caches: CacheConfig;
}

/**
 * Vectors: caches of the size under which QEMU recorded them matter little; these are ample.
 * Paper profile: 64 entries, 4-way LRU (size: Neugebauer et al., SIGCOMM 2018; associativity: ours).
 */
export const PAPER_CACHES: CacheConfig = { iotlbEntries: 64, iotlbWays: 4, replacement: 'lru', contextEntries: 16 };
/** Every request walks. */
export const NO_CACHES: CacheConfig = { iotlbEntries: 0, iotlbWays: 1, replacement: 'lru', contextEntries: 0 };
