import type { FrameAllocator } from '../bus/frame-allocator.ts';
import type { MemoryPort, MmioPort } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { milliseconds, type Duration } from '../clock/time.ts';
import type { InvalidationInterface, Strategy } from '../config/identifiers.ts';
import { ImpossibleMachine } from '../config/impossible-machine.ts';
import type { Tracer } from '../trace/tracer.ts';

/** All that the driver can see of the world. Nothing here tells hardware from an emulator, except CAP.CM. */
export interface IommuDriverPorts {
  /** The registers of an IOMMU. */
  readonly mmio: MmioPort;
  /** The memory in which the driver keeps its tables (addresses are GPA). */
  readonly memory: MemoryPort;
  /** The core that the driver runs on and that pays for its acts. */
  readonly core: CpuCore;
  /** Page frames for root, context and second-level tables and for the invalidation queue. */
  readonly frames: FrameAllocator;
  readonly tracer: Tracer;
}

/** What may be adjusted while the driver runs. */
export interface DriverTunables {
  /** How long an optimistic mapping outlives its unmap; ≥ 0. 0 = torn down by the unmap itself. */
  readonly ageLimit: Duration;
  /** Most mappings that await teardown at once: 0 = none, `UNLIMITED` = no bound. */
  readonly quota: number;
  /** Entries at which the flush queue counts as full; ≥ 1. Linux 2.6.36 HIGH_WATER_MARK: 250; modern: 256. */
  readonly flushHighWaterMark: number;
  /** Longest wait in the flush queue, counted from its first entry. Linux: 10 ms. */
  readonly flushTimeout: Duration;
  /** What one invalidation for several ranges covers, caching mode off: everything (2011) or each domain (modern). */
  readonly flushScope: 'global' | 'domain';
  /** Whether 2 MiB and 1 GiB leaves are used where alignment and CAP.SLLPS allow. */
  readonly largePages: boolean;
}

/** A quota without bound. */
export const UNLIMITED = Number.POSITIVE_INFINITY;

/** The values of Linux 2.6.36 and of the paper. */
export const DEFAULT_TUNABLES: DriverTunables = {
  ageLimit: milliseconds(10),
  quota: 4096,
  flushHighWaterMark: 250,
  flushTimeout: milliseconds(10),
  flushScope: 'global',
  largePages: false,
};

/** What is fixed when the driver starts. */
export interface IommuDriverOptions {
  readonly strategy: Strategy;
  readonly invalidation: InvalidationInterface;
  /** Depth of second-level tables: 3 or 4; left out = the deepest the unit offers up to 4. */
  readonly levels?: 3 | 4;
  readonly tunables?: Partial<DriverTunables>;
}

/** The unit in front of the driver cannot be driven; the message says what it lacks. */
export class IommuDriverError extends ImpossibleMachine {
  override readonly name = 'IommuDriverError';
}
