import { paperTestbed } from '../config/cost-model.ts';
import { DEFAULT_CONFIG, type MachineConfig } from '../config/machine-config.ts';

/**
 * What a setting is in a link or run file that does not name it. Frozen: the page may open with another machine tomorrow, and
 * a link made today must still mean the same. A setting that is added later joins with the value it had before it existed.
 */
const FROZEN = {
  setting: 'bare-metal',
  strategy: 'strict',
  workload: 'transmit',
  seed: 2011,
  addressWidth: 48,
  invalidation: 'register',
  ringSize: 256,
  framePayloadBytes: 1500,
  interruptFrames: 16,
  interruptMicroseconds: 20,
  guestMemoryMiB: 2048,
  guests: 1,
  ageLimitMicroseconds: 10_000,
  quota: 4096,
  flushHighWaterMark: 250,
  flushTimeoutMicroseconds: 10_000,
  flushScope: 'global',
  coldPartsPerMillion: 35_000,
  linkGbps: 10,
  largePages: false,
  hostPressure: 0,
  caches: { iotlbEntries: 64, iotlbWays: 4, replacement: 'lru', contextEntries: 16 },
} as const;

export const FROZEN_KEYS: readonly string[] = Object.keys(FROZEN);

export const LINK_BASE: MachineConfig = { ...DEFAULT_CONFIG, ...FROZEN, costs: paperTestbed() };
