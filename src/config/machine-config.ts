import type { CostModel } from './cost-model.ts';
import { paperTestbed } from './cost-model.ts';
import type { InvalidationInterface, Setting, Strategy, WorkloadName } from './identifiers.ts';
import { PAPER_CACHES, type CacheConfig } from './unit-config.ts';

/** What may change while the machine runs. */
export interface LiveSettings {
  /** A running machine changes between samecore and sidecore; any other change of it makes a new machine. */
  readonly setting: Setting;
  readonly strategy: Strategy;
  readonly workload: WorkloadName;
  /** How long an optimistic mapping outlives its unmap, in microseconds (100 … 1,000,000). */
  readonly ageLimitMicroseconds: number;
  /** Most mappings awaiting teardown; 0 = unlimited. */
  readonly quota: number;
  /** Entries at which the flush queue is drained. Linux 2.6.36: 250 (HIGH_WATER_MARK). */
  readonly flushHighWaterMark: number;
  /** Longest wait in the flush queue, in microseconds. Linux: 10,000. */
  readonly flushTimeoutMicroseconds: number;
  /** What a drain of the flush queue invalidates (caching mode off). Linux 2011: everything; modern: the domain. */
  readonly flushScope: 'global' | 'domain';
  /** Freed pages that do not come back within the limit, in millionths. */
  readonly coldPartsPerMillion: number;
  /** Line rate in Gb/s, 1 … 400. */
  readonly linkGbps: number;
  /** Whether mappings that allow it use 2 MiB and 1 GiB leaves. */
  readonly largePages: boolean;
  /** Share of the guests' unpinned page frames that the host wants back, per cent. Without effect on bare metal. */
  readonly hostPressure: number;
  readonly costs: CostModel;
}

/** Every key of the settings that a running machine takes; one that is missing here is a type error. */
const LIVE_KEYS: Readonly<Record<keyof LiveSettings, true>> = {
  setting: true,
  strategy: true,
  workload: true,
  ageLimitMicroseconds: true,
  quota: true,
  flushHighWaterMark: true,
  flushTimeoutMicroseconds: true,
  flushScope: true,
  coldPartsPerMillion: true,
  linkGbps: true,
  largePages: true,
  hostPressure: true,
  costs: true,
};

/** Whether a running machine takes a setting. */
export const isLiveKey = (key: string): key is keyof LiveSettings => Object.hasOwn(LIVE_KEYS, key);

/** Everything that, with the command log, decides a run. */
export interface MachineConfig extends LiveSettings {
  /** Seeds every random choice; a u32. */
  readonly seed: number;
  /** 39 (3 levels) or 48 (4 levels). */
  readonly addressWidth: 39 | 48;
  readonly invalidation: InvalidationInterface;
  readonly caches: CacheConfig;
  /** Descriptors of each ring, a power of two. */
  readonly ringSize: number;
  /** Bytes of an Ethernet frame's payload as the MTU counts them; 38 more travel on the wire. */
  readonly framePayloadBytes: number;
  /** Frames after which the NIC raises an interrupt, and the longest it waits, in microseconds. */
  readonly interruptFrames: number;
  readonly interruptMicroseconds: number;
  /** Guest memory in MiB. */
  readonly guestMemoryMiB: number;
  /** Guests with a device of their own each, 1 … 8, which share the host and a sidecore. Bare metal has one OS. */
  readonly guests: number;
}

/** Memory of the host, for figures of how many guests fit: 16 GiB, as the paper's x3550 M2 is remembered to have had. */
export const HOST_MEMORY_MIB = 16_384;

/** The paper's testbed on bare metal under strict: what is emulated until one is told otherwise. */
export const DEFAULT_CONFIG: MachineConfig = {
  setting: 'bare-metal',
  strategy: 'strict',
  workload: 'transmit',
  seed: 2011,
  addressWidth: 48,
  invalidation: 'register',
  caches: PAPER_CACHES,
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
  costs: paperTestbed(),
};

/** What the page opens with: the paper's problem, a tenth of the line. */
export const PAGE_CONFIG: MachineConfig = { ...DEFAULT_CONFIG, setting: 'samecore' };
